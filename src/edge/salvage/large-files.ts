import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitCall } from '../git/git.ts';
import { allSubmoduleDirectories } from '../workspace/submodule-directories.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import type { SourceRepository } from './source-repository.ts';
import { writeTree } from './write-objects.ts';

/** See git-lfs's docs/spec.md: a pointer has less than 1,024 bytes. */
const pointers =
  /version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]*\n)*oid sha256:([0-9a-f]{64})\n/g;
const longestPointer = 1024;

/** Where git-lfs keeps what a pointer stands for. */
const pathOf = (gitDir: string, id: string): string =>
  join(gitDir, 'lfs', 'objects', id.slice(0, 2), id.slice(2, 4), id);

export interface TakenLargeFiles {
  tree: string | null;
  bytes: number;
}

/**
 * Writes what pointers of Git LFS in unpublished work stand for, as far as it is there, as a tree of its own: an
 * upload comes with a push, so nobody else may have it.
 * @param revisions commits and trees, and `^` what the remote has.
 */
export async function takeLargeFiles(
  { commonDir }: SourceRepository,
  call: GitCall,
  { revisions, maxBytes }: { revisions: readonly string[]; maxBytes: number },
): Promise<TakenLargeFiles> {
  // A submodule that is no longer checked out has its own, and its refs are among the revisions.
  const folders = [commonDir, ...allSubmoduleDirectories(commonDir)].filter((folder) =>
    existsSync(join(folder, 'lfs', 'objects')),
  );
  if (folders.length === 0) return { tree: null, bytes: 0 };
  const ids = await namedBy(revisions, call);
  const paths = ids.flatMap((id) => folders.map((folder) => pathOf(folder, id)).find(existsSync) ?? []);
  if (paths.length === 0) return { tree: null, bytes: 0 };
  const bytes = paths.reduce((sum, path) => sum + statSync(path).size, 0);
  if (bytes > maxBytes) {
    throw new SalvageError(
      'too_large',
      `its files of Git LFS have ${bytes} bytes, more than the ${maxBytes} left`,
    );
  }
  const input = paths.map((path) => `${path}\n`).join('');
  const written = await mustGit(['hash-object', '-w', '--no-filters', '--stdin-paths'], {
    ...call,
    bytes: false,
    input,
  });
  const shas = written.trim().split('\n');
  const entries = paths.map((path, index) => ({
    type: 'blob',
    sha: shas[index] ?? '',
    name: path.slice(-64),
  }));
  return { tree: await writeTree(entries, call), bytes };
}

async function namedBy(revisions: readonly string[], call: GitCall): Promise<string[]> {
  const ask = (args: readonly string[], lines: readonly string[]) =>
    mustGit(args, { ...call, input: lines.map((line) => `${line}\n`).join('') });
  const objects = await ask(
    ['rev-list', '--objects', '--no-object-names', '--ignore-missing', '--stdin'],
    revisions,
  );
  const sizes = await ask(
    ['cat-file', '--batch-check=%(objecttype) %(objectsize) %(objectname)'],
    objects.trim().split('\n'),
  );
  const small = sizes.split('\n').flatMap((line) => {
    const [type, size, sha] = line.split(' ');
    return type === 'blob' && sha !== undefined && Number(size) < longestPointer ? [sha] : [];
  });
  if (small.length === 0) return [];
  const contents = await ask(['cat-file', '--batch'], small);
  return [...new Set(Array.from(contents.matchAll(pointers), ([, id = '']) => id))];
}

/** Puts them where git-lfs looks for them. `call` has an empty index of its own. */
export async function applyLargeFiles(tree: string, gitDir: string, call: GitCall): Promise<void> {
  const folder = join(gitDir, 'restoring-lfs');
  await mustGit(['read-tree', tree], call);
  await mustGit(['checkout-index', '--all', '--force', `--prefix=${folder}/`], call);
  for (const id of existsSync(folder) ? readdirSync(folder) : []) {
    mkdirSync(dirname(pathOf(gitDir, id)), { recursive: true });
    renameSync(join(folder, id), pathOf(gitDir, id));
  }
  rmSync(folder, { recursive: true, force: true });
}
