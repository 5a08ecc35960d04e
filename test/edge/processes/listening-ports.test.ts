import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { listeningPorts, parseListening } from '../../../src/edge/processes/listening-ports.ts';

it.runIf(process.platform === 'linux').each(['127.0.0.1', '::1'])(
  'finds its own port on %s',
  async (host) => {
    const server = createServer().listen({ host, port: 0 });
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const address = server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    expect(listeningPorts([process.pid])).toContainEqual({ port, pid: process.pid });
  },
);

it.runIf(process.platform === 'linux')(
  'finds each of more ports than one look reads, beside connections',
  async () => {
    const servers = Array.from({ length: 60 }, () => createServer().listen({ host: '127.0.0.1', port: 0 }));
    onTestFinished(() => void servers.map((server) => server.close()));
    await Promise.all(servers.map((server) => once(server, 'listening')));
    const ports = servers.map((server) => (server.address() as AddressInfo).port);
    const connection = connect(ports[0] ?? 0, '127.0.0.1');
    onTestFinished(() => void connection.destroy());
    await once(connection, 'connect');
    const found = listeningPorts([process.pid]).map(({ port }) => port);
    expect(found).toEqual(expect.arrayContaining(ports));
  },
);

it('finds none of a process that is gone, and of nobody', () => {
  expect([listeningPorts([4_194_303]), listeningPorts([])]).toEqual([[], []]);
});

it('takes listening sockets only from a table', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0
   1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0
`;
  expect(parseListening(table)).toEqual([['4711', 8080]]);
});
