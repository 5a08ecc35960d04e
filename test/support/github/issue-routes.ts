import { Hono } from 'hono';
import type { Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import type { Forge } from './forge.ts';
import { asPull } from './overlay.ts';

const issues = `${repositoryPath}/issues`;

/** Where the emulator's issues are not those of GitHub. */
export function issueRoutes(forge: Forge): Hono {
  const routes = new Hono();

  // Labels given at birth are events of their own.
  routes.post(issues, async (c) => {
    const { labels = [], ...issue } = await c.req.json();
    const answer = await forge.forward(c.req.raw, issue);
    if (!answer.ok || labels.length === 0) return answer;
    const { number }: Json = await answer.json();
    await forge.emulator('POST', `${issues}/${number}/labels`, {
      body: { labels },
      by: forge.caller(c.req.raw),
    });
    return c.json((await forge.read(`${issues}/${number}`)).body, 201);
  });

  routes.patch(`${issues}/:number`, async (c) => {
    const body = await c.req.json();
    const number = Number(c.req.param('number'));
    const { body: before } = await forge.read(`${issues}/${number}`);
    forge.texts.set(number, { title: before.title, body: before.body });
    if (body.state_reason !== 'duplicate') {
      if (body.state !== undefined || body.state_reason !== undefined)
        forge.overlay.duplicates.delete(number);
      return forge.forward(c.req.raw, body);
    }
    forge.overlay.duplicates.add(number);
    return forge.forward(c.req.raw, { ...body, state_reason: 'not_planned' });
  });

  // A pull request is an issue as well.
  routes.get(`${issues}/:number{[0-9]+}`, async (c) => {
    const answer = await forge.forward(c.req.raw);
    if (answer.status !== 404) return answer;
    const pull = await forge.read(`${repositoryPath}/pulls/${c.req.param('number')}`);
    return pull.status === 200 ? c.json(issueOf(pull.body)) : answer;
  });
  return routes;
}

/** The fields that a pull request has as an issue. */
function issueOf(pull: Json): Json {
  const { head: _, base: __, _links, merged_at, ...shared } = pull;
  const url = pull.issue_url;
  const urls = { url, repository_url: url.replace(/\/issues\/.*/, ''), labels_url: `${url}/labels{/name}` };
  return asPull({
    ...shared,
    ...urls,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    state_reason: null,
    merged_at,
  });
}
