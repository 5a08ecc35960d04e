import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'vitest';
import { controlPlaneClient } from '../../../src/edge/control-plane-client.ts';
import { Loop } from '../../../src/edge/loop.ts';
import { HealthBook } from '../../../src/worker/health-book.ts';
import { heartbeatLoop } from '../../../src/worker/loops/heartbeat.ts';
import { Registration } from '../../../src/worker/registration.ts';
import { Sessions } from '../../../src/worker/sessions.ts';
import { httpServer } from '../../support/http-server.ts';
import { until } from '../../support/until.ts';
import { workerContext } from '../../support/worker-context.ts';

/** A worker's heartbeats to a server that takes them and never says anything. */
async function unheard() {
  const asked: string[] = [];
  const url = await httpServer(({ url: path }: IncomingMessage, _: ServerResponse) => asked.push(path ?? ''));
  const made = await workerContext();
  const client = controlPlaneClient({ url: () => url, token: () => null, clock: made.clock });
  const context = { ...made, client };
  const health = new HealthBook({ ...context, url: () => url });
  const sessions = new Sessions({ context, health, onChange: () => undefined });
  const registration = new Registration(context, () => undefined);
  return { context, asked, loop: new Loop(heartbeatLoop(sessions, registration, () => undefined)) };
}

test('a control plane that says nothing is asked several times within the shortest lease', async () => {
  const { context, asked, loop } = await unheard();
  const renewedAtMs = context.clock.bootMs();
  context.leases.renewed('r1-1', { renewedAtMs, stopAfterMs: 1_800_000 });
  context.leases.renewed('r1-2', { renewedAtMs, stopAfterMs: 4_000 });
  loop.start();
  // Each try is bounded by a second. Any other call waits for 5 s: the third would come after 10 s.
  await until('it is asked three times', () => asked.length >= 3, 10_000);
  await loop.stop();
});
