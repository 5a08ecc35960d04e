import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownCgroupPath } from '../../src/edge/containment/cgroup-home.ts';
import { hasCode } from '../../src/edge/files.ts';

/** A cgroup around this process and all it starts: what the tests lose cannot hide, whatever it does to itself. */
export class RunCgroup {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null where cgroups cannot be made: not root, no v2, not Linux. */
  static enter(name: string): RunCgroup | null {
    const own = process.platform === 'linux' ? ownCgroupPath() : null;
    if (own === null) return null;
    const path = join(own, name);
    try {
      removeStale(own);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, 'cgroup.procs'), String(process.pid));
      return new RunCgroup(path);
    } catch (error) {
      if (['EACCES', 'EPERM', 'EROFS'].some((code) => hasCode(error, code))) return null;
      throw error;
    }
  }

  pids(): number[] {
    return [this.#path, ...this.cgroups()].flatMap(pidsIn);
  }

  /** Cgroups that were made inside and are still there, the deepest first. */
  cgroups(): string[] {
    return inside(this.#path);
  }

  /** Goes back to where this process came from. The cgroup stays only if somebody is still inside. */
  async leave(): Promise<void> {
    writeFileSync(join(dirname(this.#path), 'cgroup.procs'), String(process.pid));
    for (let tries = 0; tries < 60 && !this.remove(); tries++) await sleep(50);
  }

  /** False while somebody, or a process that is just dying, is inside. */
  remove(): boolean {
    return [...this.cgroups(), this.#path].every(isRemoved);
  }
}

function pidsIn(path: string): number[] {
  const list = unlessGone(() => readFileSync(join(path, 'cgroup.procs'), 'utf8')) ?? '';
  return list.split('\n').filter(Boolean).map(Number);
}

function inside(path: string): string[] {
  const entries = unlessGone(() => readdirSync(path, { withFileTypes: true })) ?? [];
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(path, name));
  return folders.flatMap((folder) => [...inside(folder), folder]);
}

/** Sessions come and go while somebody looks. A file of a removed cgroup that is open already says ENODEV. */
function unlessGone<T>(look: () => T): T | null {
  try {
    return look();
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENODEV')) return null;
    throw error;
  }
}

function isRemoved(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'EBUSY')) return false;
    throw error;
  }
}

/** Empty cgroups of runs that were killed before they could tidy up: their names carry the pid. */
function removeStale(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = /^planeguard-test-(\d+)-run$/.exec(name)?.[1];
    if (pid === undefined || existsSync(`/proc/${pid}`)) continue;
    new RunCgroup(join(parent, name)).remove();
  }
}
