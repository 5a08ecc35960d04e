import { existsSync, lstatSync, readFileSync, realpathSync, renameSync } from 'node:fs';
import { chmod, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { CleanupDecision } from '../../core/cleanup.ts';
import { hasCode } from '../files.ts';
import { readOwner, sameOwner, type WorkspaceOwner } from './owner-file.ts';

export interface Removal {
  /** Directly below `root`. */
  workspace: string;
  root: string;
  owner: WorkspaceOwner;
  /** That it may go: nothing of its session is left, and no work would be lost. */
  decision: Extract<CleanupDecision, { kind: 'remove' }>;
}

export type RemovedWorkspace =
  | { kind: 'removed' }
  | {
      kind: 'kept';
      /** not_ours: no owner file of this session. outside: not a real directory directly below the root. mounted:
       * another file system is mounted in it. failed: the system refused. */
      why: 'not_ours' | 'outside' | 'mounted' | 'failed';
      message: string;
    };

/**
 * The only way a workspace is deleted. It vanishes at once (renamed), then its files go; a crash in between is made
 * good by the next call. A missing workspace counts as removed. No symlink is followed.
 */
export async function removeWorkspace(removal: Removal): Promise<RemovedWorkspace> {
  const { workspace, root } = removal;
  if (dirname(workspace) !== root || basename(workspace).startsWith('.')) {
    return kept('outside', `${workspace} is not directly below ${root}`);
  }
  const trash = join(root, `.${basename(workspace)}.trash`);
  try {
    const refusal = whyNot(removal);
    if (refusal !== null) return refusal;
    await removeTree(trash);
    if (existsSync(workspace)) renameSync(workspace, trash);
    await removeTree(trash);
    await removeTree(join(root, `.${basename(workspace)}.making`));
    return { kind: 'removed' };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return kept('failed', `${workspace} could not be deleted: ${error.message}`);
  }
}

const kept = (
  why: Extract<RemovedWorkspace, { kind: 'kept' }>['why'],
  message: string,
): RemovedWorkspace => ({
  kind: 'kept',
  why,
  message: `${message}.`,
});

function whyNot({ workspace, root, owner }: Removal): RemovedWorkspace | null {
  const found = lstatSync(workspace, { throwIfNoEntry: false });
  if (found === undefined) return null;
  if (!found.isDirectory() || realpathSync(workspace) !== join(realpathSync(root), basename(workspace))) {
    return kept('outside', `${workspace} is not a real directory below ${root}`);
  }
  if (!sameOwner(owner, readOwner(workspace)))
    return kept('not_ours', `${workspace} is not the workspace of this session`);
  const mount = mountBelow(realpathSync(workspace));
  return mount === null ? null : kept('mounted', `${mount} is mounted in it`);
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
