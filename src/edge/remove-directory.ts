import { existsSync, lstatSync, readFileSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from './files.ts';

export interface DirectoryRemoval {
  /** Directly below `root`. */
  path: string;
  root: string;
  /** Asked of what is there, at the last moment. */
  isOurs: () => boolean;
  /** What else goes with it. */
  leftovers?: readonly string[];
}

export type RemovedDirectory =
  | { kind: 'removed' }
  | {
      kind: 'kept';
      /** not_ours: it does not say that it is. outside: not a real directory directly below the root. mounted: another
       * file system is mounted in it. failed: the system refused. */
      why: 'not_ours' | 'outside' | 'mounted' | 'failed';
      message: string;
    };

/** Where a directory goes in the moment of its removal; a crash in between leaves it there. */
const trashOf = (path: string): string => join(dirname(path), `.${basename(path)}.trash`);

/**
 * The only way a workspace, or a session's directory, is deleted. It vanishes at once (renamed), then its files go; a
 * crash in between is made good by the next call. A missing one counts as removed. No symlink is followed.
 */
export async function removeDirectory(removal: DirectoryRemoval): Promise<RemovedDirectory> {
  const { path, root } = removal;
  if (dirname(path) !== root || basename(path).startsWith('.')) {
    return kept('outside', `${path} is not directly below ${root}`);
  }
  const trash = trashOf(path);
  try {
    const refusal = whyNot(removal);
    if (refusal !== null) return refusal;
    await removeTree(trash);
    if (existsSync(path)) renameSync(path, trash);
    for (const left of [trash, ...(removal.leftovers ?? [])]) await removeTree(left);
    return { kind: 'removed' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return kept('failed', `${path} could not be deleted: ${error.message}`);
  }
}

const kept = (
  why: Extract<RemovedDirectory, { kind: 'kept' }>['why'],
  message: string,
): RemovedDirectory => ({ kind: 'kept', why, message: `${message}.` });

function whyNot({ path, root, isOurs }: DirectoryRemoval): RemovedDirectory | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isDirectory() || realpathSync(path) !== join(realpathSync(root), basename(path))) {
    return kept('outside', `${path} is not a real directory below ${root}`);
  }
  if (!isOurs()) return kept('not_ours', `${path} is not of this session`);
  const mount = mountBelow(realpathSync(path));
  return mount === null ? null : kept('mounted', `${mount} is mounted in it`);
}

/**
 * Deletes what an interrupted step has left, a file or a tree. No symlink is followed.
 * @throws the system's error, and when another file system is mounted in it.
 */
export async function removeLeftover(path: string): Promise<void> {
  const mount = mountBelow(path);
  if (mount !== null) throw new Error(`${mount} is mounted in ${path}`);
  await removeTree(path);
}

/** Linux tells; elsewhere nothing is known, and deletion stops at a busy mount point. See proc_pid_mountinfo(5). */
function mountBelow(path: string): string | null {
  if (!existsSync('/proc/self/mountinfo')) return null;
  const points = readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .map((line) => unescaped(line.split(' ')[4] ?? ''));
  return points.find((point) => point === path || point.startsWith(`${path}/`)) ?? null;
}

const unescaped = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** Build tools leave read-only directories (Go's module cache): only then is every directory made writable first. */
async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    // Deeper than a path may be long: this one goes from folder to folder, but everything else has to wait for it.
    if (hasCode(error, 'ENAMETOOLONG')) return rmSync(path, { recursive: true, force: true });
    if (!hasCode(error, 'EACCES') && !hasCode(error, 'EPERM')) throw error;
    await makeWritable(path);
    await rm(path, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The first `rm` still deletes beside us: it rejects at its first error, and goes on with the rest. */
async function makeWritable(directory: string): Promise<void> {
  try {
    await chmod(directory, 0o700);
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries.filter((one) => one.isDirectory())) {
      await makeWritable(join(directory, entry.name));
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
