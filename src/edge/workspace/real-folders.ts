import { existsSync, lstatSync } from 'node:fs';

/** How names are given: as text, or as byte strings, one character per byte. */
type NameEncoding = 'utf8' | 'latin1';

const wholePath = (root: string, path: string, encoding: NameEncoding): Buffer =>
  Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, encoding)]);

const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Tells of paths whether they are folders of the tree itself; what lies behind a link is not. Remembers answers. */
function realFolders(root: string, encoding: NameEncoding): (path: string) => boolean {
  const known = new Map([['', true]]);
  const isFolder = (path: string): boolean => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const is =
      isFolder(parentOf(path)) &&
      (lstatSync(wholePath(root, path, encoding), { throwIfNoEntry: false })?.isDirectory() ?? false);
    known.set(path, is);
    return is;
  };
  return isFolder;
}

/** Those of the paths (byte strings) that are files or links of the tree itself, with their bytes. */
export function presentFiles(root: string, paths: readonly string[]): Map<string, number> {
  const isFolder = realFolders(root, 'latin1');
  const present = new Map<string, number>();
  for (const path of paths) {
    const seen = isFolder(parentOf(path))
      ? lstatSync(wholePath(root, path, 'latin1'), { throwIfNoEntry: false })
      : undefined;
    if (seen?.isFile() || seen?.isSymbolicLink()) present.set(path, seen.size);
  }
  return present;
}

/**
 * Folders of tracked files in which somebody has begun a repository of its own: git says nothing of those.
 * @param tracked paths of files.
 */
export function begunRepositories(
  root: string,
  tracked: readonly string[],
  encoding: NameEncoding,
): string[] {
  const isFolder = realFolders(root, encoding);
  const folders = new Set(tracked.flatMap(foldersOf));
  return [...folders].filter(
    (path) => isFolder(path) && existsSync(wholePath(root, `${path}/.git/HEAD`, encoding)),
  );
}

const foldersOf = (path: string): string[] => {
  const parent = parentOf(path);
  return parent === '' ? [] : [parent, ...foldersOf(parent)];
};
