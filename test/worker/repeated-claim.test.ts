import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.ts';
import { stateLayout } from '../../src/config/state-layout.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { openLog } from '../../src/edge/log.ts';
import type { Grant } from '../../src/protocol/worker.ts';
import { Journal } from '../../src/worker/journal/journal.ts';
import { startWorker } from '../../src/worker/main.ts';
import { workerIdentity } from '../../src/worker/worker-identity.ts';
import { startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { bareRemote, testEnvironment } from '../support/git-repository.ts';
import { until } from '../support/until.ts';
import { WorkerCalls } from '../support/worker-calls.ts';

const claimId = 'claim-under-way';

/** A worker that died after its claim was granted and before it had written the session down. */
async function diedBetween(): Promise<{ plane: TestControlPlane; calls: WorkerCalls; grant: Grant }> {
  const plane = await startControlPlane();
  const layout = stateLayout(plane.folder);
  const remote = bareRemote(join(plane.folder, 'repository.git'));
  const agent = join(plane.folder, 'agent.sh');
  writeFileSync(agent, "#!/bin/sh\nplaneguard finish --no-change 'It is there'\n", { mode: 0o755 });
  const request = { repository: remote, remote, prompt: 'Say hello', agent };
  await plane.operator('POST', '/v1/requests', request, { 'idempotency-key': randomUUID() });
  const journal = new Journal(layout.journal);
  journal.startClaim(claimId);
  journal.close();
  const calls = new WorkerCalls(plane, workerIdentity(layout.workerId));
  await calls.register();
  return { plane, calls, grant: await calls.granted({ claimId }) };
}

/** The next process of the same worker. */
async function startNext({ url, folder, workerToken }: TestControlPlane): Promise<void> {
  const worker = await startWorker({
    layout: stateLayout(folder),
    config: parseConfig(null, { PLANEGUARD_RETENTION_MIN_FREE_DISK: '1MiB' }),
    controlPlaneUrl: () => url,
    token: () => workerToken,
    environment: testEnvironment(),
    clock: systemClock,
    log: openLog(null, 'silent'),
  });
  onTestFinished(() => worker.stop({ keepSessions: false }));
}

const ended = ({ plane, grant }: { plane: TestControlPlane; grant: Grant }) =>
  until('the request is done', async () => {
    const { body } = await plane.operator('GET', `/v1/requests/${grant.request.id}`);
    return body.state === 'done' && body;
  });

test('a claim whose answer got lost in a crash is repeated: the same attempt, no second one', async () => {
  const scene = await diedBetween();
  await startNext(scene.plane);
  expect(await ended(scene)).toMatchObject({
    reason: 'no_change_needed',
    attempt: 1,
    evidence: { attempts: [{ attempt: 1 }] },
  });
});

test('a claim that is over by now is let go, and the request is claimed anew', async () => {
  const scene = await diedBetween();
  await scene.calls.end(scene.grant, 'agent_failed');
  await scene.plane.operator('POST', `/v1/requests/${scene.grant.request.id}/retry`, {});
  await startNext(scene.plane);
  expect(await ended(scene)).toMatchObject({ reason: 'no_change_needed', attempt: 2 });
});
