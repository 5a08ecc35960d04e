import { Hono } from 'hono';
import { afterPush } from './after-push.ts';
import type { Forge } from './forge.ts';
import { gitBackend } from './git-backend.ts';
import { personWith, tokenIn } from './people.ts';

/** Clone and push. A push needs some credentials; without a token of the forge they are alice's. */
export function gitRoutes(forge: Forge, root: string): Hono {
  return new Hono().all('/:owner/:name{.+\\.git}/*', async (c) => {
    const isPush = c.req.path.endsWith('/git-receive-pack') || c.req.query('service') === 'git-receive-pack';
    const token = tokenIn(c.req.header('authorization'));
    if (isPush && token === null)
      return c.text('Authentication required', 401, { 'www-authenticate': 'Basic realm="GitHub"' });
    const person = personWith(token ?? '') ?? 'alice';
    if (isPush && person === 'mallory')
      return c.text('Permission to acme/widgets.git denied to mallory.', 403);
    const answer = await gitBackend(root, c.req.raw, person);
    if (c.req.path.endsWith('/git-receive-pack')) await afterPush(forge, person);
    return answer;
  });
}
