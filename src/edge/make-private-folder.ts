import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ProblemError } from '../protocol/problem.ts';
import { hasCode } from './files.ts';

/**
 * Makes a folder for this user only, with those above it. One after the other: where a folder that is there takes no
 * new ones and says ENOENT, as /proc and a read-only disk do, Node's own recursive mkdir never returns.
 * @throws ProblemError misconfigured in such a place, and where this user may not; other failures as they are.
 */
export function makePrivateFolder(path: string): void {
  if (make(path) !== 'no_parent') return;
  if (dirname(path) !== path) makePrivateFolder(dirname(path));
  if (make(path) !== 'no_parent') return;
  const detail = `${path} cannot be made: no folders can be made there, or a link on the way leads nowhere. Use another --state-dir.`;
  throw new ProblemError('misconfigured', detail);
}

const refusals = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the file system is read-only',
};

/** What another place would mend is said; other failures are as they are. */
function refusal(path: string, error: unknown): unknown {
  const because = Object.entries(refusals).find(([code]) => hasCode(error, code))?.[1];
  if (because === undefined) return error;
  return new ProblemError('misconfigured', `${path} cannot be made: ${because}. Use another --state-dir.`);
}

function make(path: string): 'there' | 'no_parent' {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 'no_parent';
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw refusal(path, error);
  }
  return 'there';
}
