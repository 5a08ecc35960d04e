import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { readRecorded } from '../../src/worker/guard/recorded-processes.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

/** Neither marker nor workspace nor terminal, and soon no parent: nothing but the record knows it then. */
const hidden = `env -i PATH="$PATH" setsid sh -c 'trap "" TERM HUP; cd /; echo $$ > "$0/new"; mv "$0/new" "$0/hidden"; exec sleep 600' "$MARKS" &`;

test('without a cgroup, what the worker has seen of a session ends with it, however well it hides', async () => {
  const place = new Place({ config: { worker: { containment: 'sweep' }, lease: { heartbeat: '200ms' } } });
  const script = `${hidden}\nuntil [ -e "$MARKS/leave" ]; do sleep 0.05; done`;
  await place.up();
  const id = await queue(place, place.agent(script));
  const child = identityOf(await place.untilMark('hidden'));
  onTestFinished(() => void signalProcess(child, 'SIGKILL'));
  const recorded = () => readRecorded(place.layout.session(`${id}-1`)).some(({ pid }) => pid === child.pid);
  await until('the worker has seen it', recorded);
  writeFileSync(join(place.folder, 'marks', 'leave'), '');
  const request = await restingRequest(place, id);
  expect(isAlive(child)).toBe(false);
  const stop = request.evidence.receipts.find(({ kind }) => kind === 'stop');
  expect(stop?.data).toMatchObject({ tier: 3, proof: 'swept', found: { recorded: 1 }, residue: [] });
});
