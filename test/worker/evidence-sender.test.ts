import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { openLog } from '../../src/edge/log.ts';
import type { Evidence, Grant } from '../../src/protocol/worker.ts';
import { EvidenceSender } from '../../src/worker/evidence-sender.ts';
import { Journal } from '../../src/worker/journal/journal.ts';
import type { SessionRecord } from '../../src/worker/journal/session-record.ts';
import { startControlPlane, type TestControlPlane } from '../support/control-plane.ts';
import { httpServer } from '../support/http-server.ts';
import { recordOf } from '../support/session-record.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { TestClock } from '../support/test-clock.ts';
import { newRequest, WorkerCalls } from '../support/worker-calls.ts';

const said = (text: string, workerId: string): Evidence => ({
  eventId: `evidence-${text}`,
  workerId,
  at: '2030-01-01T00:00:00.000Z',
  kind: 'progress',
  data: { text },
});

interface Scene {
  plane: TestControlPlane;
  calls: WorkerCalls;
  grant: Grant;
  journal: Journal;
  /** What each sender is told to talk to. */
  address: { url: string };
  token: { value: string };
  sender: EvidenceSender;
  /** A session of that grant, and of the database that gave it. */
  record: SessionRecord;
}

async function setUp(): Promise<Scene> {
  const plane = await startControlPlane();
  const calls = new WorkerCalls(plane);
  await calls.register();
  await plane.operator('POST', '/v1/requests', newRequest, { 'idempotency-key': crypto.randomUUID() });
  const grant = await calls.run();
  const journal = new Journal(join(temporaryFolder(), 'journal.db'));
  onTestFinished(() => journal.close());
  const address = { url: plane.url };
  const record = { ...recordOf(grant), database: await databaseOf(plane.url) };
  const token = { value: plane.workerToken };
  const client = controlPlaneClient({
    url: () => address.url,
    token: () => token.value,
    clock: new TestClock(),
  });
  const grantedBy = (id: string) => journal.grantedBy(id);
  const sender = new EvidenceSender({ journal, client, grantedBy, log: openLog(null, 'silent') });
  return { plane, calls, grant, journal, address, sender, record, token };
}

async function databaseOf(url: string): Promise<SessionRecord['database']> {
  const { headers } = await fetch(new URL('/healthz', url));
  return {
    id: headers.get('planeguard-database') ?? '',
    generation: Number(headers.get('planeguard-generation')),
  };
}

async function told({ plane, grant }: Scene): Promise<unknown[]> {
  const { body } = await plane.operator('GET', `/v1/requests/${grant.request.id}/events?limit=100`);
  return body.items
    .filter(({ kind }: Evidence) => kind === 'progress')
    .map(({ data }: Evidence) => data.text);
}

test('evidence arrives in order, once, also when it is sent again after a crash before the answer was written down', async () => {
  const scene = await setUp();
  const { journal, sender, record, calls } = scene;
  const save = (...texts: string[]) =>
    journal.save(
      record,
      texts.map((text) => said(text, calls.workerId)),
    );
  save('one', 'two');
  await sender.flush();
  save('two', 'one', 'three');
  await Promise.all([sender.flush(), sender.flush()]);
  expect(await told(scene)).toEqual(['one', 'two', 'three']);
  expect(journal.outbox(50)).toEqual([]);
});

test('nothing is lost or overtaken while nobody answers', async () => {
  const scene = await setUp();
  const { journal, sender, record, calls, address, plane } = scene;
  address.url = 'http://127.0.0.1:1';
  for (let number = 1; number <= 60; number += 1) {
    journal.save(record, [said(String(number), calls.workerId)]);
  }
  await expect(sender.flush()).rejects.toMatchObject({ failure: 'transient' });
  expect(journal.outbox(100)).toHaveLength(60);
  address.url = plane.url;
  await sender.flush();
  expect(await told(scene)).toEqual(Array.from({ length: 60 }, (_, index) => String(index + 1)));
});

test('many that wait for a turn meet one failure, not each its own after all others', async () => {
  const { journal, sender, record, calls, address } = await setUp();
  let asked = 0;
  address.url = await httpServer((_request, response) => {
    asked += 1;
    response.destroy();
  });
  journal.save(record, [said('one', calls.workerId)]);
  const turns = await Promise.allSettled(Array.from({ length: 50 }, () => sender.flush()));
  expect(turns.filter(({ status }) => status === 'rejected')).toHaveLength(50);
  expect(asked).toBeLessThanOrEqual(2);
});

test('what is refused for good holds nothing up', async () => {
  const scene = await setUp();
  const { journal, sender, record, calls } = scene;
  journal.save({ ...record, id: 'r99999999-1' }, [said('of nobody', calls.workerId)]);
  journal.save(record, [said('ours', calls.workerId)]);
  await sender.flush();
  expect(await told(scene)).toEqual(['ours']);
  expect(journal.outbox(50)).toEqual([]);
});

test('what another database answers, delivers nothing; what is for that one goes on', async () => {
  const scene = await setUp();
  const { journal, sender, record, calls, address, plane } = scene;
  const other = await setUp();
  address.url = other.plane.url;
  journal.save(record, [said('waits', calls.workerId), said('as well', calls.workerId)]);
  journal.save({ ...other.record, id: 'r99999999-1' }, [said('refused there', calls.workerId)]);
  scene.token.value = other.plane.workerToken;
  await sender.flush();
  expect(journal.outbox(50).map(({ attemptId }) => attemptId)).toEqual([record.id, record.id]);
  address.url = plane.url;
  scene.token.value = plane.workerToken;
  await sender.flush();
  expect(await told(scene)).toEqual(['waits', 'as well']);
  expect(journal.outbox(50)).toEqual([]);
});

test('evidence is taken after the attempt is over, and changes no state', async () => {
  const scene = await setUp();
  const { journal, sender, grant, record, calls, plane } = scene;
  await calls.end(grant, 'exited_without_pr');
  journal.save(record, [said('late', calls.workerId)]);
  await sender.flush();
  expect(await told(scene)).toEqual(['late']);
  const { body } = await plane.operator('GET', `/v1/requests/${grant.request.id}`);
  expect(body).toMatchObject({ state: 'blocked', reason: 'exited_without_pr' });
});
