import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transferTimeoutMs } from './git.ts';

/** No git of ours runs longer, so an older lock belongs to one that a power cut, or a kill, ended. */
const staleAfterMs = 2 * transferTimeoutMs;

/** Removes locks that nobody can hold any more from a cache. True when there were any. */
export function clearStaleLocks(cache: string): boolean {
  const nowMs = fileSystemNowMs(cache);
  const names = [...readdirSync(cache), ...refsBelow(cache)].filter((name) => name.endsWith('.lock'));
  const stale = names.map((name) => join(cache, name)).filter((path) => isOlder(path, nowMs - staleAfterMs));
  for (const path of stale) rmSync(path, { force: true });
  return stale.length > 0;
}

const refsBelow = (cache: string): string[] =>
  readdirSync(join(cache, 'refs'), { recursive: true, encoding: 'utf8' }).map((name) => join('refs', name));

const isOlder = (path: string, thanMs: number): boolean =>
  (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) < thanMs;

/** Ages are of the file system's clock, which need not be ours. */
function fileSystemNowMs(cache: string): number {
  const probe = join(cache, 'clock');
  writeFileSync(probe, '');
  return statSync(probe).mtimeMs;
}
