import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface SubmoduleDirectory {
  /** As `.gitmodules` calls it; it may contain slashes. */
  name: string;
  /** Its git directory. */
  path: string;
}

/** Git directories of a repository's submodules, checked out or not, without those of their own submodules. */
export function submoduleDirectories(gitDir: string): SubmoduleDirectory[] {
  return below(join(gitDir, 'modules'), '');
}

function below(folder: string, prefix: string): SubmoduleDirectory[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return entries.flatMap((entry) => {
    const [name, path] = [`${prefix}${entry.name}`, join(folder, entry.name)];
    return existsSync(join(path, 'HEAD')) ? [{ name, path }] : below(path, `${name}/`);
  });
}

/** The same, with those of their own submodules. */
export function allSubmoduleDirectories(gitDir: string): string[] {
  return submoduleDirectories(gitDir).flatMap(({ path }) => [path, ...allSubmoduleDirectories(path)]);
}
