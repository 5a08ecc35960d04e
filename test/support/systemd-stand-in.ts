import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ownCgroupPath } from '../../src/edge/containment/cgroup-home.ts';
import { hasCode, readIfThere } from '../../src/edge/files.ts';
import { testEnvironment } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

const programs = join(import.meta.dirname, '../fixtures/systemd');
let count = 0;

/** Whether there can be one: it makes real cgroups, which needs root and cgroup v2. */
export const systemdCanStandIn =
  process.platform === 'linux' && process.getuid?.() === 0 && ownCgroupPath() !== null;

/** systemd with the service manager of a user: `systemd-run` and `loginctl`, and a program that makes the scopes. */
export class SystemdStandIn {
  readonly #folder = temporaryFolder();
  /** Where the scopes are: a cgroup of this user, as the manager's app.slice is. */
  readonly slice = join(ownCgroupPath() ?? '', `standin-${process.pid}-${++count}`, 'app.slice');

  constructor(uid = 0) {
    mkdirSync(this.slice, { recursive: true });
    chownSync(this.slice, uid, uid);
    execFileSync('mkfifo', ['-m', '666', join(this.#folder, 'bus')]);
    mkdirSync(join(this.#folder, 'bin'));
    for (const name of ['systemd-run', 'loginctl', 'busctl']) this.#program(name);
    chmodSync(this.#folder, 0o777);
    writeFileSync(join(this.#folder, 'calls'), '');
    chmodSync(join(this.#folder, 'calls'), 0o666);
    this.lingers('yes');
    const manager = spawn('sh', [join(programs, 'manager.sh'), this.#folder, this.slice], {
      stdio: 'ignore',
    });
    onTestFinished(async () => {
      manager.kill('SIGKILL');
      await until('no scope is left', () => removed(this.slice) && removed(join(this.slice, '..')));
    });
  }

  get env(): Record<string, string> {
    const { PATH = '', ...env } = testEnvironment();
    return { ...env, PATH: `${join(this.#folder, 'bin')}${delimiter}${PATH}` };
  }

  /** The environment that it is called in need not name this folder. */
  #program(name: string): void {
    const script = `#!/bin/sh\nSYSTEMD_STAND_IN='${this.#folder}' exec sh '${join(programs, name)}.sh' "$@"\n`;
    writeFileSync(join(this.#folder, 'bin', name), script, { mode: 0o755 });
  }

  lingers(answer: 'yes' | 'no'): void {
    writeFileSync(join(this.#folder, 'linger'), `${answer}\n`);
  }

  goesDown(): void {
    writeFileSync(join(this.#folder, 'down'), '');
  }

  /** The scopes that there are. */
  scopes(): string[] {
    return readdirSync(this.slice).filter((name) => name.endsWith('.scope'));
  }

  calls(): string[] {
    return (readIfThere(join(this.#folder, 'calls')) ?? '').trim().split('\n');
  }
}

/** systemd removes a scope that has become empty. */
function removed(folder: string): boolean {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith('.scope')) rmdirSync(join(folder, name));
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    if (hasCode(error, 'EBUSY')) return false;
    throw error;
  }
}
