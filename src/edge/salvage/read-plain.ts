import { readFileSync, statSync } from 'node:fs';
import { SalvageError } from './salvage-error.ts';

/** A file that git keeps, as a byte string. To read a FIFO would stop this process for ever: it throws `SalvageError`. */
export function readPlain(path: string): string {
  if (!statSync(path).isFile()) throw new SalvageError('failed', `${path} is not a file`);
  return readFileSync(path, 'latin1');
}
