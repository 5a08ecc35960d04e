import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { hasCode } from './files.ts';

/** Nobody listens, the bell is gone or full, or a sandbox forbids it: the worker also looks by itself. */
const harmless = ['ENXIO', 'ENOENT', 'EAGAIN', 'EPIPE', 'EACCES', 'EPERM', 'EROFS'];

/** Rings a session's FIFO from outside the guard. False when it was not heard. Never blocks. */
export function ringDoorbell(path: string, word: string): boolean {
  let fd: number | null = null;
  try {
    fd = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    writeSync(fd, `${word}\n`);
    return true;
  } catch (error) {
    if (harmless.some((code) => hasCode(error, code))) return false;
    throw error;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}
