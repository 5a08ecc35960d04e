import { expect, test } from 'vitest';
import { startControlPlane, testSettings } from '../support/control-plane.ts';
import { TestClock } from '../support/test-clock.ts';
import { ended, newRequest, WorkerCalls } from '../support/worker-calls.ts';

const stop = (residue: object[]) => ({
  kind: 'stop',
  data: { proof: residue.length === 0 ? 'swept' : null, residue },
});

async function started() {
  const clock = new TestClock();
  const plane = await startControlPlane({ clock });
  const worker = new WorkerCalls(plane);
  await worker.register();
  const { body: request } = await plane.operator('POST', '/v1/requests', newRequest);
  const get = async (path: string) => (await plane.operator('GET', path)).body;
  /** Whether it ended clean: of the request, in the list, and in its history. */
  const clean = async () => {
    const shown = await get(`/v1/requests/${request.id}`);
    const [row] = (await get('/v1/requests')).items;
    return [shown.session.clean, row.session.clean, shown.evidence.attempts.at(-1).clean];
  };
  return { clock, plane, worker, clean, get };
}

test('an end that left something is not clean, wherever it is shown, until a later stop finds nothing', async () => {
  const { worker, clean, get } = await started();
  const grant = await worker.run();
  expect(await clean()).toEqual([null, null, null]);
  await worker.evidence(grant, stop([{ kind: 'process', pid: 12, command: 'stuck', by: 'cell' }]));
  expect(await clean()).toEqual([null, null, null]);
  await worker.event(grant, { ...ended('exited_without_pr'), proof: null, clean: false } as never);
  expect(await clean()).toEqual([false, false, false]);
  expect((await get('/v1/status')).attention).toMatchObject([{ session: { clean: false } }]);
  await worker.evidence(grant, { kind: 'stop', data: { found: {}, before: 'afterRun' } });
  expect(await clean()).toEqual([false, false, false]);
  await worker.evidence(grant, stop([]));
  expect(await clean()).toEqual([true, true, true]);
});

test('a lease that expired is not clean until its host has told of the stop', async () => {
  const { clock, worker, clean, get } = await started();
  const grant = await worker.run();
  const { stopAfterMs, marginMs } = testSettings.lease;
  await clock.advance(stopAfterMs + marginMs + 2_000);
  expect(await clean()).toEqual([false, false, false]);
  await worker.evidence(grant, stop([]));
  expect(await clean()).toEqual([true, true, true]);
  expect((await get('/v1/requests')).items).toMatchObject([{ session: { proof: 'expired' } }]);
});
