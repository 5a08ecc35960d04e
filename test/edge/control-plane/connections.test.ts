import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Connections } from '../../../src/edge/control-plane/connections.ts';

/** The head of a TLS record of 16 KiB. */
const record = Buffer.from([22, 3, 3, 64, 0, 2]);

test('a host whose handshake goes on and on is given up', async () => {
  const server = createServer((socket: Socket) => {
    const dripping = setInterval(() => socket.write(Buffer.from([0])), 5);
    socket.on('error', () => socket.destroy()).on('close', () => clearInterval(dripping));
    socket.write(record);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { signal } = new AbortController();
  const asked = new Connections(100).transport(new URL(`https://127.0.0.1:${port}/`), {
    method: 'GET',
    headers: {},
    signal,
  });
  await expect(asked).rejects.toMatchObject({ code: 'ETIMEDOUT' });
});
