import type { z } from 'zod';
import {
  enrollWorkerRoute,
  heartbeatRoute,
  listWorkersRoute,
  registerWorkerRoute,
  wishesRoute,
} from '../../protocol/routes/workers.ts';
import type { registerWorkerSchema } from '../../protocol/worker.ts';
import { listWorkers } from '../../store/list-workers.ts';
import { registerWorker } from '../../store/register-worker.ts';
import { accepted } from '../accepted.ts';
import type { App, Caller } from '../app.ts';
import { enroll } from '../enroll-worker.ts';
import { heartbeat } from '../heartbeat.ts';
import type { Parts } from '../parts.ts';
import { workerView } from '../views/worker-view.ts';
import { waitForWishes } from '../wait-for-wishes.ts';

export function workerRoutes(app: App, parts: Parts): void {
  const { lease } = parts.settings;
  app.openapi(registerWorkerRoute, async (context) => {
    await register(parts, context.req.valid('json'), context.var.caller);
    const { databaseId: id, generation } = parts.installation;
    const { heartbeatMs, stopAfterMs } = lease;
    return context.json({ heartbeatMs, stopAfterMs, database: { id, generation } }, 200);
  });
  app.openapi(enrollWorkerRoute, async (context) => {
    const asked = { ...context.req.valid('json'), enrolmentId: context.var.caller.tokenId };
    return context.json(await enroll(parts, asked), 201);
  });
  app.openapi(heartbeatRoute, async (context) => {
    const said = context.req.valid('json');
    accepted(parts.workerTokens.mayActAs(said.workerId, context.var.caller));
    return context.json(await heartbeat(parts, said), 200);
  });
  app.openapi(wishesRoute, async (context) => {
    const { id: workerId } = context.req.valid('param');
    accepted(parts.workerTokens.mayActAs(workerId, context.var.caller));
    const { after, waitMs } = context.req.valid('query');
    const wanted = { workerId, after, waitMs, signal: context.req.raw.signal, caller: context.var.caller };
    return context.json(await waitForWishes(parts, wanted), 200);
  });
  app.openapi(listWorkersRoute, async (context) => {
    const workers = await listWorkers(parts.db);
    return context.json({ items: workers.map((worker) => workerView(parts, worker)), nextCursor: null }, 200);
  });
}

async function register(
  parts: Parts,
  worker: z.output<typeof registerWorkerSchema>,
  asking: Caller,
): Promise<void> {
  const { workerId: id, instance, name, version, labels, capacity, containment } = worker;
  const { presence, workerTokens, clock } = parts;
  accepted(workerTokens.mayActAs(id, asking));
  accepted(presence.mayRegister(worker, clock.bootMs()));
  presence.remember(id, { instance, name, heardAtMs: clock.bootMs(), stopped: false });
  const tokenId = workerTokens.tokenFor(id, asking.tokenId);
  await parts.writer.write((write) =>
    registerWorker(write, { id, instance, name, version, labels, capacity, containment, tokenId }),
  );
  workerTokens.remember(id, tokenId);
  parts.log.info({ worker: id, name, version }, 'A worker registered');
}
