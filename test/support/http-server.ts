import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { onTestFinished } from 'vitest';

/** A real HTTP server that answers as the test says, on a free port if none is given; its URL. */
export const httpServer = async (listener: RequestListener, port?: number): Promise<string> =>
  `http://127.0.0.1:${await portOf(createServer(listener), port)}`;

/** Has a server listen until the test ends, on a free port if none is given. */
export async function portOf(server: Server | TlsServer, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return address.port;
}
