import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Nobody listens, the bell is gone or full, or a sandbox forbids it: the worker also looks by itself. */
const harmless: ReadonlySet<string> = new Set([
  'ENXIO',
  'ENOENT',
  'EAGAIN',
  'EPIPE',
  'EACCES',
  'EPERM',
  'EROFS',
]);

/** Tells the worker at once that the spool has something new. Never blocks. */
export function ringDoorbell(spool: string): void {
  try {
    const bell = openSync(join(spool, '..', 'doorbell'), constants.O_WRONLY | constants.O_NONBLOCK);
    try {
      writeSync(bell, 'command\n');
    } finally {
      closeSync(bell);
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || !harmless.has(String(error.code))) throw error;
  }
}
