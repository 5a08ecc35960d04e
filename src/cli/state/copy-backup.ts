import { statSync } from 'node:fs';
import { ProblemError } from '../../protocol/problem.ts';
import { copyDatabase } from '../../store/copy-database.ts';
import { refuseForeign } from '../../store/refuse-foreign.ts';
import { storageProblem } from '../../store/storage-problem.ts';

/**
 * Copies a backup to where it is prepared: the file itself is only read.
 * @throws ProblemError usage: not there, no database, damaged, or not of a control plane; misconfigured: no place.
 */
export function copyBackup(file: string, copy: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    const why = found === undefined ? 'does not exist' : 'is not a file';
    throw new ProblemError(
      'usage',
      `The backup ${file} ${why}: name one that the command backup has written.`,
    );
  }
  try {
    copyDatabase(file, copy);
  } catch (error) {
    throw unusable(file, error);
  }
  refuseForeign(copy, file);
}

/** Damage is of the file that was named; a full disk is not. */
function unusable(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_NOTADB') return useAnother(`The file ${file} is not a database`, error);
  if (code.startsWith('SQLITE_CORRUPT')) return useAnother(`The backup ${file} is damaged`, error);
  return storageProblem(file, error);
}

const useAnother = (what: string, cause: unknown): ProblemError =>
  new ProblemError('usage', `${what}: name one that the command backup has written.`, { cause });
