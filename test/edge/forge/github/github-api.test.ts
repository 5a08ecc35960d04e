import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { readIssue } from '../../../../src/edge/forge/github/issues.ts';
import { readPermission } from '../../../../src/edge/forge/github/permission.ts';
import { openPullRequest } from '../../../../src/edge/forge/github/pull-requests.ts';
import { httpServer } from '../../../support/http-server.ts';
import { TestClock } from '../../../support/test-clock.ts';
import { tlsProxy } from '../../../support/tls-proxy.ts';
import { apiOf, at, json, repository } from './api-of.ts';

test('what has not changed is not sent again, and is what it was', async () => {
  const { api } = await apiOf((request, response) => {
    const known = request.headers['if-none-match'] === '"1"';
    response.writeHead(known ? 304 : 200, { ...json, etag: '"1"' });
    response.end(known ? undefined : '{"archived":false}');
  });
  expect(await repository(api)).toEqual({ archived: false });
  expect(await repository(api)).toEqual({ archived: false });
});

test('a list with more pages than are read is refused: nothing follows from a part of it', async () => {
  const { api, asked } = await apiOf((_, response) => {
    response.writeHead(200, { ...json, link: '<http://forge>; rel="next"' });
    response.end('[]');
  });
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/events';
  await expect(api.readAll(route, { ...at, issue_number: 1 })).rejects.toMatchObject({ failure: 'refused' });
  expect(asked).toHaveLength(50);
});

test('a list whose last page was full is seen to go on, though that page has not changed', async () => {
  let there = 100;
  const { api } = await apiOf((request, response) => {
    const page = Number(new URL(request.url ?? '', 'http://forge').searchParams.get('page'));
    const etag = `"${page} of ${Math.min(there, page * 100)}"`;
    const link = there > page * 100 ? { link: '<http://forge>; rel="next"' } : {};
    const known = request.headers['if-none-match'] === etag;
    response.writeHead(known ? 304 : 200, { ...json, etag, ...link });
    const items = Array.from({ length: Math.min(100, there - (page - 1) * 100) }, (_, id) => ({ id }));
    response.end(known ? undefined : JSON.stringify(items));
  });
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/events';
  const events = () => api.readAll(route, { ...at, issue_number: 1 });
  expect(await events()).toHaveLength(100);
  there = 101;
  expect(await events()).toHaveLength(101);
});

test.each<[number, string]>([
  [301, 'gone'],
  [308, 'gone'],
  [302, 'unreachable'],
  [307, 'unreachable'],
])('a redirect %i is followed by no call: it means %s, and where to is said', async (status, failure) => {
  const { api, asked } = await apiOf((_, response) => {
    response.writeHead(status, { ...json, location: '/repositories/7' });
    response.end('{"message":"Moved"}');
  });
  const moved = { failure, message: expect.stringContaining('/repositories/7') };
  await expect(repository(api)).rejects.toMatchObject(moved);
  const wanted = { title: 'A', body: '', draft: false, head: 'a', base: 'main' };
  await expect(openPullRequest(api, at, wanted)).rejects.toMatchObject(moved);
  expect(asked).toHaveLength(2);
});

test('an answer that does not end is given up after 15 s', async () => {
  const clock = new TestClock();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { api } = await apiOf(
    (_, response) => {
      response.writeHead(200, json);
      response.write('{"archived":', () => begin());
    },
    undefined,
    clock,
  );
  const reading = expect(repository(api)).rejects.toMatchObject({
    failure: 'unreachable',
    message: 'GET /repos/{owner}/{repo} was not answered: no whole answer within 15 s.',
  });
  await begun;
  clock.jump(15_000);
  await reading;
});

test('why nobody answers is said: a port without a server, a certificate that is not trusted', async () => {
  const why = (apiUrl: string) =>
    repository(new GitHubApi({ apiUrl, token: () => Promise.resolve('t'), clock: systemClock }));
  await expect(why('http://127.0.0.1:2')).rejects.toThrow('nobody listens there (ECONNREFUSED)');
  const { url } = await tlsProxy(await httpServer((_, response) => response.end('{}')));
  await expect(why(url)).rejects.toThrow('its certificate is not trusted here');
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

test('an answer without a body is not remembered: nobody knows how long it is', async () => {
  const known: unknown[] = [];
  const { api } = await apiOf((request, response) => {
    known.push(request.headers['if-none-match']);
    response.writeHead(204, { etag: '"1"' });
    response.end();
  });
  await repository(api);
  await repository(api);
  expect(known).toEqual([undefined, undefined]);
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

test('of a page that comes instead of an answer only the beginning is told: it is logged and shown', async () => {
  const { api } = await apiOf((_, response) => {
    response.writeHead(503, { 'content-type': 'text/html' });
    response.end(`<h1>Unicorn!</h1>${'x'.repeat(100_000)}`);
  });
  const error = await repository(api).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ failure: 'unreachable', message: expect.stringContaining('Unicorn!') });
  expect(inspect(error).length).toBeLessThan(10_000);
});
