import {
  appendFileSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type GitCall, transferTimeoutMs } from '../git/git.ts';
import { workspaceConfig } from '../git/make-cache.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { SalvageError } from './salvage-error.ts';
import type { SourceRepository } from './source-repository.ts';

/** A call in a scratch git dir, on somebody's files. */
export type ScratchCall = GitCall & { gitDir: string; workTree: string };

/** Files are taken byte by byte: no filter, no line ends, whatever the attributes say. */
const rawAttributes = '* -text -filter -ident -working-tree-encoding\n';

/** A name that would be dangerous on another system is a name here. */
const anyName = ['core.protectNTFS=false', 'core.protectHFS=false'];

/**
 * Git directories of our own that look at other people's files: their configuration and hooks do not exist for git
 * here, and new objects stay here until all are there.
 */
export class ScratchRepository {
  readonly directory: string;
  readonly #cache: RepositoryCache;
  #made = 0;

  /** @param directory absolute; whatever a crash left there is replaced. */
  constructor(directory: string, cache: RepositoryCache) {
    this.directory = directory;
    this.#cache = cache;
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(join(this.#objects, 'info'), { recursive: true, mode: 0o700 });
    this.#borrow(join(cache.directory, 'objects'));
  }

  /** How git is called to look at a repository's files, with a copy of its index: its `info/exclude` hides none. */
  lookAt({ workTree, gitDir, commonDir }: SourceRepository): ScratchCall {
    const made = this.blank(workTree);
    this.#borrow(join(commonDir, 'objects'));
    const indexes = readdirSync(gitDir).filter((name) => name === 'index' || name.startsWith('sharedindex.'));
    for (const name of indexes) copyIndex(join(gitDir, name), join(made.gitDir, name));
    return made;
  }

  /** The same with an empty index, and nothing borrowed but the cache. */
  blank(workTree: string): ScratchCall {
    const gitDir = join(this.directory, `repository-${this.#made++}`);
    for (const folder of ['info', 'refs']) mkdirSync(join(gitDir, folder), { recursive: true });
    symlinkSync(this.#objects, join(gitDir, 'objects'));
    writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
    writeFileSync(join(gitDir, 'config'), workspaceConfig(this.#cache));
    writeFileSync(join(gitDir, 'info', 'attributes'), rawAttributes);
    const config = ['core.untrackedCache=false', 'core.looseCompression=0', 'index.sparse=false', ...anyName];
    return { env: this.#cache.env, gitDir, workTree, config, bytes: true, timeoutMs: transferTimeoutMs };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  get env(): RepositoryCache['env'] {
    return this.#cache.env;
  }

  get #objects(): string {
    return join(this.directory, 'objects');
  }

  /** Format: gitrepository-layout(5). A line that begins with a quote is unquoted as in C. */
  #borrow(objects: string): void {
    const quoted = objects.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n');
    appendFileSync(join(this.#objects, 'info', 'alternates'), `"${quoted}"\n`);
  }
}

/**
 * Git compares a file's content when the file is as young as the index, to the second: a younger copy would hide a
 * change of equal length. What is no file would stop this process for ever.
 */
function copyIndex(from: string, to: string): void {
  const seen = lstatSync(from);
  if (!seen.isFile()) throw new SalvageError('failed', `its index ${from} is not a file`);
  copyFileSync(from, to);
  const second = Math.floor(seen.mtimeMs / 1000);
  utimesSync(to, second, second);
}
