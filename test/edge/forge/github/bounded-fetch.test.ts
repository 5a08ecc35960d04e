import { expect, test } from 'vitest';
import { boundedFetch } from '../../../../src/edge/forge/github/bounded-fetch.ts';
import { httpServer } from '../../../support/http-server.ts';

test('an answer that is longer than wanted is not read to its end', async () => {
  const url = await httpServer((_, response) => {
    response.writeHead(200);
    const more = () => response.write('x'.repeat(1_000), () => response.destroyed || more());
    more();
  });
  await expect(boundedFetch(10_000)(url)).rejects.toThrow('the answer is longer than 10000 bytes');
});

test('an answer that is short enough is what it was, and says how long it is', async () => {
  const url = await httpServer((_, response) => {
    response.writeHead(404, { etag: '"1"' });
    response.end('größer');
  });
  const answer = await boundedFetch(10_000)(url);
  const { status, headers } = answer;
  expect([status, headers.get('etag'), headers.get('content-length')]).toEqual([404, '"1"', '8']);
  expect(await answer.text()).toBe('größer');
});
