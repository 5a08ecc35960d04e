import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { hasCode } from '../edge/files.ts';
import { ProblemError } from '../protocol/problem.ts';

export interface Address {
  host: string;
  port: number;
}

/**
 * Asks for an address and gives it back: a start that cannot succeed need not begin.
 * @throws ProblemError misconfigured: the address is taken, or not of this machine.
 */
export async function tryAddress(address: Address): Promise<void> {
  const server = createServer();
  await bindAddress(server, address);
  server.close();
  await once(server, 'close');
}

/** @throws ProblemError misconfigured: the address is taken, or not of this machine. */
export async function bindAddress(server: Server, { host, port }: Address): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw addressProblem(error, { host, port });
  }
}

function addressProblem(error: unknown, { host, port }: Address): unknown {
  const at = `${host}:${port}`;
  if (hasCode(error, 'EADDRINUSE')) {
    const detail = `The address ${at} (server.listen) is taken: see by whom with "lsof -i :${port}", or set server.listen to another port.`;
    return new ProblemError('misconfigured', detail, { cause: error });
  }
  if (hasCode(error, 'EADDRNOTAVAIL') || hasCode(error, 'ENOTFOUND') || hasCode(error, 'EACCES')) {
    const detail = `The address ${at} (server.listen) cannot be used on this machine: set server.listen to one of its own, such as 127.0.0.1:7420.`;
    return new ProblemError('misconfigured', detail, { cause: error });
  }
  return error;
}
