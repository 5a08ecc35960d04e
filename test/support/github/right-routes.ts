import { Hono } from 'hono';
import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import { refusal } from './faults.ts';
import type { Forge } from './forge.ts';
import type { Login } from './people.ts';

const roles: Readonly<Record<Login, 'admin' | 'push' | 'pull'>> = {
  alice: 'admin',
  bob: 'push',
  mallory: 'pull',
  'robot[bot]': 'push',
};

/** What the emulator says alike to everybody: what the caller may do, and who may make a label. */
export function rightRoutes(forge: Forge): Hono {
  const roleOf = (request: Request) => roles[forge.caller(request)];
  return new Hono()
    .get(repositoryPath, async (c) => {
      const answer = await forge.forward(c.req.raw);
      if (!answer.ok) return answer;
      const role = roleOf(c.req.raw);
      const [admin, push] = [role === 'admin', role !== 'pull'];
      const permissions = { admin, maintain: admin, push, triage: push, pull: true };
      return c.json({ ...((await answer.json()) as Json), permissions });
    })
    .post(`${repositoryPath}/labels`, async (c) =>
      roleOf(c.req.raw) === 'pull'
        ? refusal(403, 'Resource not accessible by personal access token')
        : forge.forward(c.req.raw),
    );
}
