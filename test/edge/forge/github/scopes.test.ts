import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { httpServer } from '../../../support/http-server.ts';

test.each<[Record<string, string>, string[] | null]>([
  [{ 'x-oauth-scopes': 'gist, read:org, repo' }, ['gist', 'read:org', 'repo']],
  [{ 'x-oauth-scopes': '' }, []],
  [{}, null],
])('of a token that is answered with %o the scopes are %j', async (headers, scopes) => {
  const apiUrl = await httpServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    response.end('{"login":"bob"}');
  });
  const api = new GitHubApi({ apiUrl, token: () => Promise.resolve('t'), clock: systemClock });
  await api.read('GET /user', {});
  expect(api.scopes()).toEqual(scopes);
});
