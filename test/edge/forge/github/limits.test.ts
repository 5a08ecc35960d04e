import { expect, test } from 'vitest';
import { addComment } from '../../../../src/edge/forge/github/comments.ts';
import { readIssue } from '../../../../src/edge/forge/github/issues.ts';
import { quotaHeaders } from '../../../support/github/quota.ts';
import { TestClock } from '../../../support/test-clock.ts';
import { apiOf, at, json, repository } from './api-of.ts';

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

test('the quota of an answer is known until its reset', async () => {
  const clock = new TestClock();
  const { api } = await apiOf(
    (_, response) => {
      const reset = clock.nowMs() / 1_000 + 600;
      const date = new Date(clock.nowMs()).toUTCString();
      response.writeHead(200, { ...json, ...quotaHeaders({ limit: 60, used: 20, reset }), date });
      response.end('{}');
    },
    undefined,
    clock,
  );
  expect(api.budget.quota()).toBeNull();
  await repository(api);
  expect(api.budget.quota()).toEqual({ limit: 60, remaining: 40, resetAtMs: clock.nowMs() + 600_000 });
  clock.jump(600_000);
  expect(api.budget.quota()).toBeNull();
});

test('a reset that is no time tells nothing of the quota', async () => {
  const { api } = await apiOf((_, response) => {
    response.writeHead(200, { ...json, ...quotaHeaders({ limit: 60, used: 60, reset: 1e15 }) });
    response.end('{}');
  });
  await repository(api);
  expect(api.budget.quota()).toBeNull();
  expect(api.budget.pause()).toBeNull();
});

test('nothing is asked while nothing is left of the quota, and calls go on with the reset', async () => {
  const clock = new TestClock();
  const { api, asked } = await apiOf(
    (_, response) => {
      const reset = clock.nowMs() / 1_000 + 600;
      const date = new Date(clock.nowMs()).toUTCString();
      response.writeHead(200, { ...json, ...quotaHeaders({ limit: 60, used: 60, reset }), date });
      response.end('{}');
    },
    undefined,
    clock,
  );
  await repository(api);
  await expect(repository(api)).rejects.toMatchObject({ failure: 'throttled', retryAfterMs: 600_000 });
  expect(api.budget.pause()).toEqual({ ms: 600_000, why: 'quota_spent' });
  clock.jump(600_000);
  await repository(api);
  expect(asked).toHaveLength(2);
});

test('limits without a time are waited for longer each time, until GitHub answers', async () => {
  const clock = new TestClock();
  let status = 403;
  const { api } = await apiOf(
    (_, response) => {
      response.writeHead(status, json);
      response.end('{"message":"You have exceeded a secondary rate limit."}');
    },
    undefined,
    clock,
  );
  const waits: number[] = [];
  const refused = async () => {
    await expect(repository(api)).rejects.toMatchObject({ failure: 'throttled' });
    waits.push(api.budget.pause()?.ms ?? 0);
    clock.jump(waits.at(-1) ?? 0);
  };
  for (let n = 0; n < 3; n += 1) await refused();
  status = 200;
  await repository(api);
  status = 403;
  await refused();
  expect(waits).toEqual([60_000, 120_000, 240_000, 60_000]);
});

test('calls that are refused at the same time are one refusal', async () => {
  const clock = new TestClock();
  const { api, asked } = await apiOf(
    (_, response) => {
      response.writeHead(403, json);
      response.end('{"message":"You have exceeded a secondary rate limit."}');
    },
    undefined,
    clock,
  );
  await Promise.allSettled(Array.from({ length: 5 }, () => repository(api)));
  expect(asked).toHaveLength(5);
  expect(api.budget.pause()?.ms).toBe(60_000);
});

test('calls are counted by what came of them', async () => {
  const answers = [200, 304, 403, 500];
  const { api } = await apiOf((_, response) => {
    const status = answers.shift();
    if (status === undefined) return void response.destroy();
    response.writeHead(status, { ...json, etag: '"1"' });
    response.end(status === 304 ? undefined : '{"message":"no"}');
  });
  for (let n = 0; n < 5; n += 1) await repository(api).catch(() => undefined);
  expect(api.budget.calls()).toEqual({ fresh: 1, not_modified: 1, refused: 2, unanswered: 1 });
});

test('more than 300 comments within an hour wait, and leave room for pull requests', async () => {
  const clock = new TestClock();
  const { api, asked } = await apiOf(
    (_, response) => {
      response.writeHead(201, json);
      response.end('{"id":1}');
    },
    undefined,
    clock,
  );
  const comment = () => addComment(api, { ...at, issue_number: 1 }, 'A');
  for (let n = 0; n < 300; n += 1) {
    await comment();
    clock.jump(2_000);
  }
  await expect(comment()).rejects.toMatchObject({ failure: 'throttled', retryAfterMs: 3_000_000 });
  await api.write('POST /repos/{owner}/{repo}/labels', { ...at, name: 'agent' });
  expect(asked).toHaveLength(301);
});
