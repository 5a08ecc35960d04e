import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { staleBelow } from './stale-below.ts';

/** Removes what killed transfers left of their packs in a cache: git itself leaves them until a gc, which never runs here. */
export function clearLeftoverPacks(cache: string): void {
  const folder = join(cache, 'objects', 'pack');
  const found = existsSync(folder) ? readdirSync(folder) : [];
  const names = found.filter((name) => /^\.?tmp[_-]/.test(name));
  if (names.length === 0) return;
  for (const path of staleBelow(folder, names)) rmSync(path, { force: true });
}
