import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { callerOf } from '../support/control-plane.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';
import { WorkerCalls } from '../support/worker-calls.ts';

const stopAfterMs = 3_000;
const marginMs = 22_000;

test('nobody gets a request before its silent worker must have stopped, and that worker changes nothing afterwards', async () => {
  const place = new Place({ config: { lease: { heartbeat: '1s', stopAfter: '3s', margin: '22s' } } });
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  const thaw = frozenWorker(place);
  const frozenAtMs = performance.now();
  const second = await registeredSecond(place);
  const grant = await until(
    'the second worker gets it',
    async () => (await second.claim({ waitMs: 1_000 })).body,
    60_000,
  );
  const waitedMs = performance.now() - frozenAtMs;
  expect(grant).toMatchObject({ fence: 2, request: { id } });
  // The last renewal was up to a heartbeat before the worker was frozen.
  expect(waitedMs).toBeGreaterThan(stopAfterMs + marginMs - 1_500);
  expect(isAlive(agent)).toBe(false);
  await second.heartbeat([grant.attemptId]);
  expect((await second.launch(grant)).status).toBe(200);

  thaw();
  const rejected = await until('the first worker is refused', () => rejectedEvent(place, id), 20_000);
  expect(rejected).toMatchObject({ attempt: 1, data: { code: 'fenced' } });
  expect(await place.client.showRequest(id)).toMatchObject({
    state: 'running',
    attempt: 2,
    pullRequest: null,
    evidence: {
      attempts: [
        { attempt: 1, reason: 'lease_expired', proof: 'expired' },
        { attempt: 2, endedAt: null },
      ],
    },
  });
  await second.end(grant, 'by_operator');
});

async function registeredSecond(place: Place): Promise<WorkerCalls> {
  const token = readFileSync(place.layout.workerToken, 'utf8').trim();
  const second = new WorkerCalls({ worker: callerOf(place.url(), token) }, 'w22222222');
  expect((await second.register()).status).toBe(200);
  return second;
}

async function rejectedEvent(place: Place, id: string) {
  const { items } = await place.client.listEvents(id, { limit: 200 });
  return items.find(({ kind, data }) => kind === 'rejected' && data.code !== undefined);
}
