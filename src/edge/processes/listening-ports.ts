import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { platform } from 'node:os';
import { hasCode } from '../files.ts';

export interface ListeningPort {
  port: number;
  pid: number;
}

/**
 * TCP ports on which these processes listen, by proc_net_tcp(5) and their descriptors. Empty on macOS: only lsof could
 * tell there, and takes a second for it.
 */
export function listeningPorts(pids: readonly number[]): ListeningPort[] {
  if (platform() !== 'linux' || pids.length === 0) return [];
  const tables = ['/proc/net/tcp', '/proc/net/tcp6'].map(readListening);
  const portBySocket = new Map(tables.flatMap(parseListening));
  const found = pids.flatMap((pid) =>
    socketsOf(pid).flatMap((inode) => {
      const port = portBySocket.get(inode);
      return port === undefined ? [] : [{ port, pid }];
    }),
  );
  const first = new Map(found.map((each) => [each.port, each]).reverse() as [number, ListeningPort][]);
  return [...first.values()].sort((a, b) => a.port - b.port);
}

const partBytes = 4_096;

/**
 * What listens comes first (the kernel's Documentation/networking/proc_net_tcp.rst). The connections that follow are
 * not asked for: 6,000 of them cost the kernel 24 ms.
 */
function readListening(path: string): string {
  const fd = openSync(path, 'r');
  try {
    const part = Buffer.alloc(partBytes);
    let table = '';
    for (;;) {
      const bytes = readSync(fd, part);
      table += part.toString('latin1', 0, bytes);
      if (bytes === 0 || hasConnection(table)) return table;
    }
  } finally {
    closeSync(fd);
  }
}

const hasConnection = (table: string): boolean => /^ *\d+: \S+ \S+ (?!0A)\w\w/m.test(table);

/** `sl local_address rem_address st … inode`; state 0A is LISTEN. Pairs of inode and port. */
export function parseListening(table: string): [inode: string, port: number][] {
  return table.split('\n').flatMap((line): [string, number][] => {
    const [, local = '', , state, , , , , , inode] = line.trim().split(/\s+/);
    const port = Number.parseInt(local.split(':').at(-1) ?? '', 16);
    return state === '0A' && inode !== undefined && !Number.isNaN(port) ? [[inode, port]] : [];
  });
}

/** Inodes of the sockets that a process holds; none when it is gone, or another user's. */
function socketsOf(pid: number): string[] {
  return whatIsThere([], () => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) => {
    const target = whatIsThere('', () => readlinkSync(`/proc/${pid}/fd/${fd}`));
    return /^socket:\[(\d+)\]$/.exec(target)?.[1] ?? [];
  });
}

function whatIsThere<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some((code) => hasCode(error, code))) return otherwise;
    throw error;
  }
}
