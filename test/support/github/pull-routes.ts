import { Hono } from 'hono';
import { afterPush } from './after-push.ts';
import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import { refusal } from './faults.ts';
import type { Forge } from './forge.ts';
import { mergedTree, mergePull } from './merge.ts';

const pulls = `${repositoryPath}/pulls`;

/** Where the emulator's pull requests and branches are not those of GitHub. */
export function pullRoutes(forge: Forge): Hono {
  const routes = new Hono();

  // It would make up a branch that is not there.
  routes.post(pulls, async (c) => {
    const body = await c.req.json();
    const branches = [body.head.replace(/^acme:/, ''), body.base];
    for (const branch of branches) {
      const { status } = await forge.read(`${repositoryPath}/branches/${branch}`);
      if (status !== 200) return refusal(422, `Validation Failed: no branch ${branch}`);
    }
    const open = await forge.read(`${pulls}?head=acme:${branches[0]}&base=${body.base}`);
    if (open.body.length > 0)
      return refusal(422, `Validation Failed: A pull request already exists for ${body.head}.`);
    return forge.forward(c.req.raw, body);
  });

  // It takes everything for mergeable.
  routes.get(`${pulls}/:number{[0-9]+}`, async (c) => {
    const answer = await forge.forward(c.req.raw);
    if (!answer.ok) return answer;
    const pull: Json = await answer.json();
    if (pull.state !== 'open' || (await mergedTree(forge, pull)) !== null) return c.json(pull);
    return c.json({ ...pull, mergeable: false, mergeable_state: 'dirty' });
  });

  routes.put(`${pulls}/:number/merge`, async (c) => {
    const text = await c.req.text();
    return mergePull(
      forge,
      Number(c.req.param('number')),
      forge.caller(c.req.raw),
      text === '' ? {} : JSON.parse(text),
    );
  });

  // Branches live in git.
  routes.delete(`${repositoryPath}/git/refs/:ref{.+}`, async (c) => {
    const ref = `refs/${c.req.param('ref')}`;
    const isThere = await forge.mirror.git('rev-parse', '--verify', '--quiet', ref).catch(() => null);
    if (isThere === null) return refusal(422, 'Reference does not exist');
    await forge.mirror.git('update-ref', '-d', ref);
    await afterPush(forge, forge.caller(c.req.raw));
    return c.body(null, 204);
  });
  return routes;
}
