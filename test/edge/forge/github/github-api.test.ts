import type { RequestListener } from 'node:http';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { readIssue } from '../../../../src/edge/forge/github/issues.ts';
import { readPermission } from '../../../../src/edge/forge/github/permission.ts';
import { openPullRequest } from '../../../../src/edge/forge/github/pull-requests.ts';
import { ProblemError } from '../../../../src/protocol/problem.ts';
import { httpServer } from '../../../support/http-server.ts';

const at = { owner: 'acme', repo: 'widgets' };

/** A forge that answers as told, and what it was asked. */
async function apiOf(answer: RequestListener, token = () => Promise.resolve('t')) {
  const asked: string[] = [];
  const apiUrl = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    answer(request, response);
  });
  return { api: new GitHubApi({ apiUrl, token, clock: systemClock }), asked };
}

const repository = (api: GitHubApi) => api.read('GET /repos/{owner}/{repo}', at);
const json = { 'content-type': 'application/json' };

test('what has not changed is not sent again, and is what it was', async () => {
  const { api } = await apiOf((request, response) => {
    const known = request.headers['if-none-match'] === '"1"';
    response.writeHead(known ? 304 : 200, { ...json, etag: '"1"' });
    response.end(known ? undefined : '{"archived":false}');
  });
  expect(await repository(api)).toEqual({ archived: false });
  expect(await repository(api)).toEqual({ archived: false });
});

test.each<[number, Record<string, string>, number]>([
  [429, { 'retry-after': '7' }, 7_000],
  [403, { 'retry-after': '7' }, 7_000],
  [429, {}, 60_000],
])('after %i with %o all calls wait, and GitHub is not asked', async (status, headers, waitMs) => {
  const { api, asked } = await apiOf((_, response) => {
    response.writeHead(status, { ...json, ...headers });
    response.end('{"message":"Slow down"}');
  });
  await expect(repository(api)).rejects.toMatchObject({ failure: 'throttled', retryAfterMs: waitMs });
  await expect(readIssue(api, at, { number: 1, label: 'x' })).rejects.toMatchObject({ failure: 'throttled' });
  expect(asked).toHaveLength(1);
});

test('after a refusal the token is read again; that it cannot be read is no answer of GitHub', async () => {
  const tokens = ['old', 'new'];
  const token = () => {
    const next = tokens.shift();
    return next === undefined
      ? Promise.reject(new ProblemError('misconfigured', 'gone'))
      : Promise.resolve(next);
  };
  const { api, asked } = await apiOf((_, response) => {
    response.writeHead(401, json);
    response.end('{"message":"Bad credentials"}');
  }, token);
  for (let n = 0; n < 3; n += 1)
    await expect(repository(api)).rejects.toMatchObject({ failure: 'unauthorized' });
  expect(asked.map((line) => line.split(' ').at(-1))).toEqual(['old', 'new']);
});

test.each<[string, string, string]>([
  ['a page', 'text/html', '<html></html>'],
  ['half an answer', 'application/json', '{"number":'],
  ['another shape', 'application/json', '{"number":"one"}'],
  ['a list', 'application/json', '[]'],
])('%s tells nothing, neither that an issue is there nor that it is not', async (_, type, body) => {
  const { api } = await apiOf((_, response) => {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  });
  await expect(readIssue(api, at, { number: 1, label: 'x' })).rejects.toMatchObject({
    failure: 'unreachable',
  });
  await expect(readPermission(api, at, 'bob')).rejects.toMatchObject({ failure: 'unreachable' });
});

test.each([500, 502, 503])('a write that was answered with %i is not repeated', async (status) => {
  const { api, asked } = await apiOf((_, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<h1>Unicorn!</h1>');
  });
  const wanted = { title: 'A', body: '', draft: false, head: 'a', base: 'main' };
  await expect(openPullRequest(api, at, wanted)).rejects.toMatchObject({ failure: 'unreachable' });
  expect(asked).toHaveLength(1);
});
