import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { staleBelow } from './stale-below.ts';

/** Removes locks that nobody can hold any more from a cache. True when there were any. */
export function clearStaleLocks(cache: string): boolean {
  const refs = readdirSync(join(cache, 'refs'), { recursive: true, encoding: 'utf8' });
  const names = [...readdirSync(cache), ...refs.map((name) => join('refs', name))];
  const stale = staleBelow(
    cache,
    names.filter((name) => name.endsWith('.lock')),
  );
  for (const path of stale) rmSync(path, { force: true });
  return stale.length > 0;
}
