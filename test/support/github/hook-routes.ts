import { Hono } from 'hono';
import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import { refusal } from './faults.ts';
import type { Forge } from './forge.ts';
import { corrected } from './payloads.ts';
import { signature } from './relay.ts';

const hooks = `${repositoryPath}/hooks`;
const own = '/_deliveries';
const secret = 'of the relay';

/** Where the emulator delivers to. */
export function deliveryRoute(forge: Forge): Hono {
  return new Hono().post(own, async (c) => {
    const body = await c.req.text();
    if (c.req.header('x-hub-signature-256') !== signature(secret, body))
      return refusal(401, 'not of the emulator');
    const { event, payload } = corrected(
      forge,
      c.req.header('x-github-event') ?? '',
      forge.overlay.json(body),
    );
    if (event !== 'ping') forge.relay.take(event, payload);
    return c.body(null, 204);
  });
}

/** Has the emulator deliver everything to the relay. */
export async function listen(forge: Forge): Promise<void> {
  const config = { url: `${forge.url}${own}`, content_type: 'json', secret };
  await forge.emulator('POST', hooks, { body: { name: 'web', events: ['*'], config } });
}

/** How the newest delivery to a hook was answered. */
function lastResponse({ relay }: Forge, id: number): Json {
  const last = relay.sent.findLast(({ hook }) => hook === id);
  if (last === undefined) return { code: null, status: 'unused', message: null };
  const code = last.status ?? 0;
  return { code, status: code < 300 ? 'active' : 'misconfigured', message: code === 0 ? 'timed out' : null };
}

/** A hook that is made is known to the emulator as one that is off: the relay delivers in its place. */
export function hookRoutes(forge: Forge): Hono {
  const routes = new Hono();
  const { hooks: known } = forge.relay;
  const shown = (hook: Json): Json => ({
    ...hook,
    active: known.get(hook.id)?.active ?? hook.active,
    last_response: lastResponse(forge, hook.id),
    config: { ...hook.config, ...(known.get(hook.id)?.secret ? { secret: '********' } : {}) },
  });
  const learn = (hook: Json, { config, active }: Json): Json => {
    const before = known.get(hook.id);
    const { secret = before?.secret ?? null } = config ?? {};
    known.set(hook.id, {
      id: hook.id,
      url: hook.config.url,
      secret,
      events: hook.events,
      active: active ?? before?.active ?? true,
    });
    return shown(hook);
  };

  routes.post(hooks, async (c) => {
    const body = await c.req.json();
    const isThere = [...known.values()].some(({ url }) => url === body.config?.url);
    if (isThere) return refusal(422, 'Validation Failed: Hook already exists on this repository');
    const answer = await forge.forward(c.req.raw, { ...body, active: false });
    if (!answer.ok) return answer;
    const hook = learn(await answer.json(), body);
    forge.relay.take('ping', {
      zen: 'Keep it logically awesome.',
      hook_id: hook.id,
      hook,
      repository: await forge.repository(),
    });
    return c.json(hook, 201);
  });
  routes.patch(`${hooks}/:id`, async (c) => {
    const body = await c.req.json();
    const answer = await forge.forward(c.req.raw, { ...body, active: false });
    return answer.ok ? c.json(learn(await answer.json(), body)) : answer;
  });
  routes.delete(`${hooks}/:id`, async (c) => {
    const answer = await forge.forward(c.req.raw);
    if (answer.ok) known.delete(Number(c.req.param('id')));
    return answer;
  });
  routes.get(hooks, async (c) => {
    const answer = await forge.forward(c.req.raw);
    if (!answer.ok) return answer;
    const all: Json[] = (await answer.json()) as Json[];
    return c.json(all.filter(({ config }) => !config.url.endsWith(own)).map(shown));
  });
  routes.get(`${hooks}/:id{[0-9]+}`, async (c) => {
    const answer = await forge.forward(c.req.raw);
    return answer.ok ? c.json(shown(await answer.json())) : answer;
  });
  return routes;
}
