import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { startEmulator } from './emulator.ts';
import { refusal, struck } from './faults.ts';
import { Forge } from './forge.ts';
import { gitRoutes } from './git-routes.ts';
import { deliveryRoute, hookRoutes, listen } from './hook-routes.ts';
import { issueRoutes } from './issue-routes.ts';
import { personWith, tokenIn } from './people.ts';
import { pullRoutes } from './pull-routes.ts';
import { quotaHeaders } from './quota.ts';
import { rightRoutes } from './right-routes.ts';
import { statusRoutes } from './statuses.ts';

type Routes = Hono<{ Bindings: HttpBindings }>;

/** Has a forge answer on a free port. `root`: the folder with `acme/widgets.git`. */
export async function openForge(root: string): Promise<{ forge: Forge; close: () => Promise<void> }> {
  const { promise: routes, resolve } = Promise.withResolvers<Routes>();
  const fetch = async (request: Request, env: HttpBindings) => (await routes).fetch(request, env);
  const server = createAdaptorServer({
    fetch: (request, env) => fetch(request, env as HttpBindings),
  }) as Server;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const emulator = await startEmulator();
  const { port } = server.address() as AddressInfo;
  const forge = new Forge({ url: `http://127.0.0.1:${port}`, emulator, root });
  resolve(faulty(forge, whole(forge, root)));
  await forge.mirror.update('alice');
  await listen(forge);
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await emulator.close();
  };
  return { forge, close };
}

/** Puts the faults before everything but the emulator's own deliveries. */
function faulty(forge: Forge, inner: Hono): Routes {
  return new Hono<{ Bindings: HttpBindings }>().route('/', deliveryRoute(forge)).all('*', async (c) => {
    const outage = forge.faults.of(`${c.req.method} ${c.req.path}`);
    const carryOut = async () => inner.fetch(c.req.raw);
    const answer = outage === null ? await carryOut() : await struck(outage, carryOut);
    if (answer !== null) return answer;
    c.env.outgoing.destroy();
    return c.body(null);
  });
}

function whole(forge: Forge, root: string): Hono {
  const rest = new Hono()
    .use(etag({ weak: true, retainedHeaders: [...RETAINED_304_HEADERS, 'link'] }))
    .get('/rate_limit', (c) => c.json(forge.quota.shown(tokenIn(c.req.header('authorization')))))
    .route('/', hookRoutes(forge))
    .route('/', issueRoutes(forge))
    .route('/', pullRoutes(forge))
    .route('/', statusRoutes(forge))
    .route('/', rightRoutes(forge))
    .all('*', (c) => forge.forward(c.req.raw));
  return new Hono().route('/', gitRoutes(forge, root)).all('*', (c) => metered(forge, c.req.raw, rest));
}

/** Refuses strangers, and counts what everybody else uses up. */
async function metered({ quota, scopes }: Forge, request: Request, rest: Hono): Promise<Response> {
  const token = tokenIn(request.headers.get('authorization') ?? undefined);
  if (token !== null && personWith(token) === null) return refusal(401, 'Bad credentials');
  const answer = quota.isSpent(token)
    ? refusal(403, 'API rate limit exceeded for user ID 1.')
    : await rest.fetch(request);
  // An answer that says "not modified" is free, and so is the question what is left.
  const isFree = answer.status === 304 || new URL(request.url).pathname === '/rate_limit';
  const used = quota.use(token, isFree ? 0 : 1);
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(quotaHeaders(used))) headers.set(name, value);
  if (token !== null && scopes !== null) headers.set('x-oauth-scopes', scopes);
  return new Response(answer.body, { status: answer.status, headers });
}
