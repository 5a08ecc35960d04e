import { randomBytes } from 'node:crypto';
import { readIfThere, writeWhole } from '../edge/files.ts';
import { ProblemError } from '../protocol/problem.ts';

/**
 * The worker's id, made once per state directory. It also names what belongs to this installation.
 * @param lost asked when the file is not there: the id that its sessions still bear, so that they stay its own.
 */
export function workerIdentity(path: string, lost: () => string | null = () => null): string {
  const known = readIfThere(path)?.trim();
  if (known === undefined) {
    const id = lost() ?? newWorkerId();
    writeWhole(path, `${id}\n`, { durable: true });
    return id;
  }
  if (/^w[0-9a-z]{8,40}$/.test(known)) return known;
  const detail = `${path} does not hold a worker's id. Restore it from a backup, or delete it: then its sessions tell it, or a new one is made.`;
  throw new ProblemError('misconfigured', detail);
}

export const newWorkerId = (): string => `w${randomBytes(8).toString('hex')}`;
