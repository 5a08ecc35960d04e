import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { readStarted } from '../../src/worker/guard/guard-facts.ts';
import { Place } from '../support/place.ts';
import { provenEnds } from '../support/proven-ends.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** A dev server that no end may leave. */
const leaveServer = 'setsid nohup sleep 600 >/dev/null 2>&1 &';
const stay = 'while :; do echo busy; sleep 0.2; done';

interface End {
  script: string;
  /** Brings the end about, where the agent does not. */
  act?: (place: Place, id: string) => Promise<unknown>;
  outcome: string;
}

const ends: Record<string, End> = {
  exit: { script: `${waitForTest}\nexit 0`, outcome: 'exited_without_pr' },
  failure: { script: `${waitForTest}\nexit 3`, outcome: 'agent_failed' },
  settle: {
    script: `${waitForTest}\nplaneguard finish --no-change 'It is there'\nsleep 600`,
    outcome: 'no_change_needed',
  },
  cancel: { script: stay, act: ({ client }, id) => client.cancelRequest(id), outcome: 'by_operator' },
  close: {
    script: `${openPullRequest}\n${stay}`,
    act: async ({ client }, id) => {
      await until('its pull request', async () => (await client.showRequest(id)).pullRequest);
      await client.decidePullRequest(id, { state: 'closed' });
    },
    outcome: 'pull_request_closed',
  },
  loss: { script: stay, act: async (place, id) => killGuard(place, id), outcome: 'session_lost' },
};

function killGuard({ layout }: Place, id: string): void {
  const started = readStarted(layout.session(`${id}-1`));
  if (started.kind !== 'started') throw new Error(`the guard of ${id} has not said that it started`);
  process.kill(started.parent.pid, 'SIGKILL');
}

/** `up` starts another one, which adopts the sessions. */
async function crashWorker({ layout, client }: Place): Promise<void> {
  const pid = () => liveProcess(layout.workerRecord)?.pid ?? null;
  const before = pid();
  if (before === null) throw new Error('no worker runs');
  process.kill(before, 'SIGKILL');
  await until('another worker', () => pid() !== null && pid() !== before);
  await until('it is heard', async () => (await client.listWorkers()).items[0]?.health === 'healthy');
}

const proven = (outcome: string) => ({
  outcome,
  proof: expect.stringMatching(/^(proved|swept)$/),
  clean: true,
  receipt: 'before',
  found: expect.any(Number),
});

test('every end is reported after its stop receipt, and shown with it, also after a crash of the worker', async () => {
  const place = new Place({
    config: { worker: { capacity: 7 }, session: { settleAfter: '1s', grace: '1s' }, retry: { attempts: 1 } },
  });
  await place.up();
  const names = Object.keys(ends);
  const agents = names.map((name) => place.agent(`${leaveServer}\n${ends[name]?.script}`, name));
  const ids = await Promise.all(agents.map((agent) => queue(place, agent)));
  const last = await queue(place, place.agent(`${leaveServer}\n${stay}`, 'down'));
  for (const id of [...ids, last]) await stateReached(place, id, 'running');
  await crashWorker(place);

  writeFileSync(join(place.folder, 'marks/go'), '');
  await Promise.all(
    names.map(async (name, index) => {
      await ends[name]?.act?.(place, ids[index] ?? '');
    }),
  );
  const shown = await Promise.all(ids.map((id) => restingRequest(place, id)));
  for (const [index, { id, session }] of shown.entries()) {
    const { items } = await place.client.listEvents(id, { limit: 500 });
    const [end, ...more] = provenEnds(items);
    expect(end).toEqual(proven(ends[names[index] ?? '']?.outcome ?? ''));
    expect(end?.found).toBeGreaterThan(0);
    expect(more).toEqual([]);
    expect(session).toMatchObject({ proof: end?.proof, clean: true });
  }
  const { stdout } = await place.planeguard('show', shown[0]?.id ?? '');
  expect(stdout).toMatch(/^stop {10}\d+ processes found \(.*\), \d+ got TERM, \d+ KILL, took /m);

  expect(await place.planeguard('down')).toMatchObject({ exit: 0 });
  const told = JSON.parse((await place.planeguard('events', last, '--json')).stdout);
  expect(provenEnds(told.items)).toEqual([proven('by_operator')]);
  const request: RequestView = JSON.parse((await place.planeguard('show', last, '--json')).stdout);
  expect(request.session).toMatchObject({ clean: true });
});
