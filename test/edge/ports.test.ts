import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { isRangeFree } from '../../src/edge/ports.ts';

async function listening(host: string): Promise<number> {
  const server = createServer();
  onTestFinished(() => void server.close());
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

it.each(['127.0.0.1', '::1', '0.0.0.0', '::'])(
  'a range is not free while somebody listens on %s',
  async (host) => {
    const port = await listening(host);
    expect(await isRangeFree({ from: port, to: port })).toBe(false);
  },
);

it('a range is free when nobody does, and is left free', async () => {
  const server = createServer().listen({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const address = server.address();
  const port = address === null || typeof address === 'string' ? 0 : address.port;
  server.close();
  await once(server, 'close');
  const range = { from: port, to: port };
  expect([await isRangeFree(range), await isRangeFree(range)]).toEqual([true, true]);
});
