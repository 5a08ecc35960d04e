import { createServer } from 'node:net';
import type { PortRange } from '../core/ports.ts';
import { hasCode } from './files.ts';

/** One each: on macOS a port of a single address can be bound although another address has it. */
const addresses = ['127.0.0.1', '::1', '0.0.0.0'];

/** Whether nobody listens on any port of the range at this moment, on loopback or everywhere. About 5 ms for ten. */
export async function isRangeFree({ from, to }: PortRange): Promise<boolean> {
  for (const host of addresses) {
    for (let port = from; port <= to; port++) if (!(await isFree(host, port))) return false;
  }
  return true;
}

/** A host without IPv6 has nobody on it. Ports that this user may not bind are not free either. */
async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error) => {
    if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'EAFNOSUPPORT')) resolve(true);
    else if (hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES')) resolve(false);
    else reject(error);
  });
  server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}
