import { expect, test } from 'vitest';
import type { DatabaseIdentity } from '../../src/edge/control-plane/call-error.ts';
import type { Transport } from '../../src/edge/control-plane/transport.ts';
import { controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { Registration } from '../../src/worker/registration.ts';
import { workerContext } from '../support/worker-context.ts';

/** A worker that is registered, at a control plane whose database the test replaces. */
async function registered() {
  const place = { database: { id: 'one', generation: 1 }, registered: 0 };
  const made = await workerContext();
  const client = controlPlaneClient({
    url: () => 'http://127.0.0.1',
    token: () => null,
    clock: made.clock,
    transport: answersOf(place),
  });
  const registration = new Registration({ ...made, client }, () => undefined);
  const how = { signal: new AbortController().signal, withinMs: 10_000 };
  await registration.ensure(how);
  const refusedAsAnother = async () => {
    await expect(registration.watch(client.showRequest('r1'))).rejects.toMatchObject({
      code: 'worker_conflict',
    });
    await registration.ensure(how);
  };
  return { place, refusedAsAnother };
}

/** Takes every registration; anything else is refused, as from a second process. */
function answersOf(place: { database: DatabaseIdentity; registered: number }): Transport {
  return async (_, { method }) => {
    const database = { ...place.database };
    const isRegistration = method === 'POST';
    if (isRegistration) place.registered += 1;
    const headers = new Map([
      ['content-type', 'application/json'],
      ['planeguard-database', database.id],
      ['planeguard-generation', `${database.generation}`],
    ]);
    const body = isRegistration
      ? { heartbeatMs: 10_000, stopAfterMs: 60_000, database }
      : { type: 'about:blank', title: 'Conflict', status: 409, code: 'worker_conflict', detail: 'Another.' };
    return {
      status: isRegistration ? 200 : 409,
      header: (name) => headers.get(name) ?? null,
      body: new Blob([JSON.stringify(body)]).stream(),
    };
  };
}

test('a second process is refused for good where this one is registered', async () => {
  const { place, refusedAsAnother } = await registered();
  await refusedAsAnother();
  expect(place.registered).toBe(1);
});

test.each([
  ['another control plane answered at the start', { id: 'two', generation: 1 }],
  ['a backup from before this process was restored', { id: 'one', generation: 2 }],
])('registers again where %s', async (_, database) => {
  const { place, refusedAsAnother } = await registered();
  place.database = database;
  await refusedAsAnother();
  expect(place.registered).toBe(2);
  await refusedAsAnother();
  expect(place.registered).toBe(2);
});
