import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aliveness, type ProcessIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { readStarted } from '../../src/worker/guard/guard-facts.ts';
import { Place } from '../support/place.ts';
import { provenEnds } from '../support/proven-ends.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

function guardOf(place: Place, id: string): ProcessIdentity {
  const started = readStarted(place.layout.session(`${id}-1`));
  if (started.kind !== 'started') throw new Error(`the guard of ${id} has not said that it started`);
  return started.parent;
}

test('three guards that die at once are looked at twice; their requests are retried all the same', async () => {
  const place = new Place({ config: { worker: { capacity: 3 } } });
  const agent = place.agent(`${waitForTest}\n${openPullRequest}`);
  await place.up();
  const ids = await Promise.all([1, 2, 3].map(() => queue(place, agent)));
  await Promise.all(ids.map((id) => stateReached(place, id, 'running')));
  const guards = ids.map((id) => guardOf(place, id));
  // Frozen until all are dead, or it may see the first death before there are more.
  const worker = Number(readFileSync(place.layout.workerPid, 'utf8'));
  process.kill(worker, 'SIGSTOP');
  for (const guard of guards) signalProcess(guard, 'SIGKILL');
  await until('all are dead', () => guards.every((guard) => aliveness(guard) === 'dead'));
  process.kill(worker, 'SIGCONT');
  const log = () => readFileSync(join(place.layout.logs, 'worker.log'), 'utf8');
  await until('the look is doubted', () => log().includes('most sessions look dead at once'));
  expect(
    (await Promise.all(ids.map((id) => place.client.showRequest(id)))).map(({ state }) => state),
  ).toEqual(['running', 'running', 'running']);
  writeFileSync(join(place.folder, 'marks/go'), '');
  const ends = await Promise.all(ids.map((id) => restingRequest(place, id)));
  expect(ends.map(({ state, attempt }) => [state, attempt])).toEqual([1, 2, 3].map(() => ['in_review', 2]));
  for (const { id } of ends) {
    const { items } = await place.client.listEvents(id, { limit: 500 });
    expect(provenEnds(items)).toMatchObject([
      { outcome: 'session_lost', receipt: 'before', clean: true },
      { outcome: 'in_review', receipt: 'before', clean: true },
    ]);
  }
});
