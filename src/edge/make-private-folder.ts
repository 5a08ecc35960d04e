import { mkdirSync } from 'node:fs';
import { ProblemError } from '../protocol/problem.ts';
import { hasCode } from './files.ts';

/**
 * Makes a folder for this user only, with those above it.
 * @throws ProblemError misconfigured on a read-only disk, of which Node says ENOENT; other failures as they are.
 */
export function makePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    const detail = `${path} cannot be made: its disk is read-only, or a link on the way leads nowhere. Use another --state-dir.`;
    throw new ProblemError('misconfigured', detail, { cause: error });
  }
}
