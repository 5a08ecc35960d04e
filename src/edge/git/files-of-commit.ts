import { runGit } from './git.ts';
import { gitMessage } from './git-failure.ts';
import type { RepositoryCache } from './repository-cache.ts';

export type FileOfCommit =
  | { kind: 'none' }
  | { kind: 'read'; text: string }
  /** It is there, and not read: `why` as a part of a sentence. */
  | { kind: 'refused'; why: string };

/**
 * Files of one commit in the cache, by path, with no checkout: nothing of them can run, and no link is followed. One git
 * process where none is there (4 ms), one more for each that is.
 */
export async function filesOfCommit(
  cache: RepositoryCache,
  sha: string,
  wanted: { paths: readonly string[]; atMostBytes: number },
): Promise<Map<string, FileOfCommit>> {
  const call = { env: cache.env, gitDir: cache.directory };
  const listed = await runGit(['ls-tree', '-l', '-z', '--full-tree', sha, '--', ...wanted.paths], call);
  const files = new Map<string, FileOfCommit>();
  for (const path of wanted.paths) files.set(path, { kind: 'none' });
  if (listed.kind === 'failed') {
    const why = `git cannot list it: ${gitMessage(listed.stderr)}`;
    return new Map(wanted.paths.map((path) => [path, { kind: 'refused', why }]));
  }
  for (const entry of entriesOf(listed.stdout)) {
    files.set(entry.path, await readEntry(cache, entry, wanted.atMostBytes));
  }
  return files;
}

interface Entry {
  mode: string;
  object: string;
  bytes: number;
  path: string;
}

/** `MODE TYPE OBJECT SIZE<TAB>PATH<NUL>`, see git-ls-tree(1). */
const entriesOf = (listed: string): Entry[] =>
  listed.split('\0').flatMap((line) => {
    const [, mode, object, size, path] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
    if (mode === undefined || object === undefined || path === undefined) return [];
    return [{ mode, object, bytes: Number(size), path }];
  });

async function readEntry(cache: RepositoryCache, entry: Entry, atMostBytes: number): Promise<FileOfCommit> {
  const { mode, object, bytes } = entry;
  if (mode !== '100644' && mode !== '100755') return { kind: 'refused', why: 'it is not a regular file' };
  if (bytes > atMostBytes) return { kind: 'refused', why: `it has ${bytes} bytes, allowed: ${atMostBytes}` };
  const read = await runGit(['cat-file', 'blob', object], { env: cache.env, gitDir: cache.directory });
  if (read.kind === 'failed')
    return { kind: 'refused', why: `git cannot read it: ${gitMessage(read.stderr)}` };
  if (read.stdout.includes('\0') || read.stdout.includes('\uFFFD'))
    return { kind: 'refused', why: 'it is not text in UTF-8' };
  return { kind: 'read', text: read.stdout };
}
