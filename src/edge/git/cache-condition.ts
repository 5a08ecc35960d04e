import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheFacts } from '../../core/repack.ts';
import { readIfThere, writeWhole } from '../files.ts';
import { runGit } from './git.ts';
import type { Environment } from './git-environment.ts';

/** What a cache says of itself, without who borrows from it; null when it cannot be read. See git-count-objects(1). */
export async function cacheCondition(
  directory: string,
  { env, nowMs }: { env: Environment; nowMs: number },
): Promise<Omit<CacheFacts, 'borrowers'> | null> {
  const counted = await runGit(['count-objects', '--verbose'], { env, gitDir: directory });
  if (counted.kind === 'failed') return null;
  const count = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(counted.stdout)?.[1] ?? 0);
  const lastMs = lastRepackMs(directory);
  return {
    packs: count('packs'),
    looseObjects: count('count'),
    looseBytes: count('size') * 1024,
    letGo: letGoIn(directory) !== null,
    sinceLastMs: lastMs === null ? null : Math.max(0, nowMs - lastMs),
  };
}

const lastFile = (directory: string): string => join(directory, 'planeguard-repacked');
const letGoFile = (directory: string): string => join(directory, 'planeguard-let-go');

/** Null also for a time that cannot be read: it is tried again then. */
function lastRepackMs(directory: string): number | null {
  const lastMs = Date.parse(readIfThere(lastFile(directory)) ?? '');
  return Number.isNaN(lastMs) ? null : lastMs;
}

/** @param at ISO time. */
export const noteRepack = (directory: string, at: string): void => writeWhole(lastFile(directory), at);

/** Notes before it happens that objects will be needed no more. @param what tells it from others. */
export const noteLetGo = (directory: string, what: string): void => writeWhole(letGoFile(directory), what);

/** What was noted last; null when nothing was since the last repack. */
export const letGoIn = (directory: string): string | null => readIfThere(letGoFile(directory));

/** It is done, unless more was let go meanwhile. */
export function forgetLetGo(directory: string, what: string | null): void {
  if (what !== null && letGoIn(directory) === what) rmSync(letGoFile(directory), { force: true });
}
