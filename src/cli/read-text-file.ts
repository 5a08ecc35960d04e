import { readFileSync } from 'node:fs';
import { ProblemError } from '../protocol/problem.ts';

/** A text file's content to the byte, or standard input for `-`. Throws `usage` when it is missing or not UTF-8. */
export function readTextFile(path: string): string {
  try {
    const bytes = readFileSync(path === '-' ? 0 : path);
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProblemError('usage', `The file ${JSON.stringify(path)} cannot be used: ${reason(cause)}.`, {
      cause,
    });
  }
}

function reason(error: unknown): string {
  if (error instanceof TypeError) return 'it is not UTF-8 text';
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES') return 'permission denied';
  return String(error);
}
