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
    const lists = [this.#path, ...this.cgroups()].map((path) =>
      readFileSync(join(path, 'cgroup.procs'), 'utf8'),
    );
    return lists.flatMap((list) => list.split('\n').filter(Boolean).map(Number));
  }

  /** Cgroups that were made inside and are still there, the deepest first. */
  cgroups(): string[] {
    const entries = readdirSync(this.#path, { recursive: true, withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name));
    return folders.toSorted((a, b) => b.length - a.length);
  }

  /** Goes back to where this process came from. The cgroup stays only if somebody is still inside. */
  async leave(): Promise<void> {
    writeFileSync(join(dirname(this.#path), 'cgroup.procs'), String(process.pid));
    for (let tries = 0; tries < 60 && !this.remove(); tries++) await sleep(50);
  }

  /** False while somebody, or a process that is just dying, is inside. */
  remove(): boolean {
    try {
      for (const path of [...this.cgroups(), this.#path]) rmdirSync(path);
      return true;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return true;
      if (hasCode(error, 'EBUSY')) return false;
      throw error;
    }
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
