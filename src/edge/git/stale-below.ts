import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transferTimeoutMs } from './git.ts';

/** No git of ours runs longer, so an older file belongs to one that a power cut, or a kill, ended. */
const staleAfterMs = 2 * transferTimeoutMs;

/** Those of the names in a folder that nobody can be writing any more, as paths. */
export function staleBelow(folder: string, names: readonly string[]): string[] {
  const thenMs = fileSystemNowMs(folder) - staleAfterMs;
  const paths = names.map((name) => join(folder, name));
  return paths.filter((path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? thenMs) < thenMs);
}

/** Ages are of the file system's clock, which need not be ours. */
function fileSystemNowMs(folder: string): number {
  const probe = join(folder, `.clock-${process.pid}`);
  writeFileSync(probe, '');
  const { mtimeMs } = statSync(probe);
  rmSync(probe);
  return mtimeMs;
}
