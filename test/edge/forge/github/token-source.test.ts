import { expect, test } from 'vitest';
import { TokenSource } from '../../../../src/edge/forge/github/token-source.ts';
import { ProblemError } from '../../../../src/protocol/problem.ts';
import { TestClock } from '../../../support/test-clock.ts';
import { apiOf, json, repository } from './api-of.ts';

const tokensIn = (asked: readonly string[]) => asked.map((line) => line.split(' ').at(-1));

test('a token that is refused is read again, and the call made again with the new one', async () => {
  const tokens = ['old', 'new'];
  const { api, asked } = await apiOf(
    (request, response) => {
      const isRefused = request.headers.authorization === 'Bearer old';
      response.writeHead(isRefused ? 401 : 200, json);
      response.end(isRefused ? '{"message":"Bad credentials"}' : '{"archived":false}');
    },
    () => Promise.resolve(tokens.shift() ?? 'none'),
  );
  expect(await repository(api)).toEqual({ archived: false });
  expect(tokensIn(asked)).toEqual(['old', 'new']);
});

test('a token that is still refused when read again is said to be, and read again later', async () => {
  const clock = new TestClock();
  const tokens = ['old', 'old', 'old', 'new'];
  const token = () => Promise.resolve(tokens.shift() ?? 'none');
  const { api, asked } = await apiOf(
    (_, response) => {
      response.writeHead(401, json);
      response.end('{"message":"Bad credentials"}');
    },
    token,
    clock,
  );
  await repository(api).catch(() => undefined);
  clock.jump(60_000);
  for (let n = 0; n < 3; n += 1)
    await expect(repository(api)).rejects.toMatchObject({ failure: 'unauthorized' });
  expect(tokensIn(asked)).toEqual(['old', 'old', 'old', 'old']);
  clock.jump(60_000);
  await expect(repository(api)).rejects.toMatchObject({ failure: 'unauthorized' });
  expect(tokensIn(asked).slice(4)).toEqual(['new']);
});

test('a right that is missing makes nobody read the token again', async () => {
  let reads = 0;
  const { api } = await apiOf(
    (_, response) => {
      response.writeHead(403, json);
      response.end('{"message":"Resource not accessible by personal access token"}');
    },
    () => {
      reads += 1;
      return Promise.resolve('t');
    },
  );
  for (let n = 0; n < 3; n += 1)
    await expect(repository(api)).rejects.toMatchObject({ failure: 'unauthorized', retryAfterMs: null });
  expect(reads).toBe(1);
});

test('calls that begin at the same time wait for one reading of the token', async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  let reads = 0;
  const source = new TokenSource(() => {
    reads += 1;
    return promise;
  }, new TestClock());
  const both = Promise.all([source.token(), source.token()]);
  resolve('t');
  expect([await both, reads]).toEqual([['t', 't'], 1]);
});

test('a program that gave no token is not started again for 5 s, and no call of GitHub is made', async () => {
  const clock = new TestClock();
  let reads = 0;
  const source = new TokenSource(() => {
    reads += 1;
    return reads === 1 ? Promise.reject(new ProblemError('misconfigured', 'locked')) : Promise.resolve('t');
  }, clock);
  for (let n = 0; n < 3; n += 1)
    await expect(source.token()).rejects.toMatchObject({ failure: 'unauthorized', message: 'locked' });
  expect(reads).toBe(1);
  clock.jump(5_000);
  expect(await source.token()).toBe('t');
});

test('a token that was replaced meanwhile is not doubted for the one before it', async () => {
  const clock = new TestClock();
  const tokens = ['old', 'new', 'other'];
  const source = new TokenSource(() => Promise.resolve(tokens.shift() ?? 'none'), clock);
  await source.token();
  clock.jump(60_000);
  source.doubt('old');
  await source.token();
  clock.jump(60_000);
  source.doubt('old');
  expect(await source.token()).toBe('new');
});
