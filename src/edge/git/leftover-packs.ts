import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { staleBelow } from './stale-below.ts';

/** Removes what killed transfers left of their packs in a cache: git itself leaves them until a gc, which never runs here. */
export function clearLeftoverPacks(cache: string): void {
  for (const path of leftoverPacks(cache)) rmSync(path, { force: true });
}

/** What killed transfers left of their packs in a cache, and nobody can be writing any more. */
export function leftoverPacks(cache: string): string[] {
  const folder = join(cache, 'objects', 'pack');
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const names = found.filter((name) => /^\.?tmp[_-]/.test(name));
  return names.length === 0 ? [] : staleBelow(folder, names);
}
