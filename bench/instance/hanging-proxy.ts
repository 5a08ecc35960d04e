import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Stands before a control plane and can hang: it accepts, reads, and never answers; what it has swallowed stays so. */
export interface HangingProxy {
  port: number;
  hang(): void;
  /** New connections go through again. Nobody tells those that hang. */
  answer(): void;
  close(): void;
}

/** @param url where those go who go through. */
export async function openHangingProxy(url: () => string): Promise<HangingProxy> {
  const through = new Map<Socket, Socket>();
  const all = new Set<Socket>();
  let hangs = false;
  const keep = (socket: Socket) => {
    all.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => all.delete(socket));
  };
  const server = createServer((caller) => {
    keep(caller);
    if (hangs) return void caller.resume();
    const { hostname, port } = new URL(url());
    const plane = connect(Number(port), hostname);
    keep(plane);
    through.set(caller, plane);
    caller.pipe(plane).pipe(caller);
    caller.once('close', () => plane.destroy());
    plane.once('close', () => through.delete(caller) && caller.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  return {
    port: address.port,
    hang: () => {
      hangs = true;
      for (const [caller, plane] of through) {
        caller.unpipe(plane);
        plane.unpipe(caller);
        caller.resume();
        plane.destroy();
      }
      through.clear();
    },
    answer: () => {
      hangs = false;
    },
    close: () => {
      server.close();
      for (const socket of all) socket.destroy();
    },
  };
}
