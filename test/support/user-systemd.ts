import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ownCgroupPath } from '../../src/edge/containment/cgroup-home.ts';
import { hasCode } from '../../src/edge/files.ts';
import { testEnvironment } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

const systemd = '/lib/systemd/systemd';
let count = 0;

/** Whether the real systemd can run as a user's service manager here: it needs a cgroup, and a mount namespace. */
export const userSystemdRuns =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ownCgroupPath() !== null &&
  existsSync(systemd) &&
  existsSync('/run/systemd') &&
  existsSync('/usr/bin/unshare');

/** The real systemd, as the service manager of a user who has nothing else. Ended with all it has started. */
export class UserSystemd {
  readonly home = temporaryFolder();
  readonly #cgroup = join(ownCgroupPath() ?? '', `systemd-${process.pid}-${++count}`);

  constructor() {
    mkdirSync(this.#runtime, { mode: 0o700 });
    mkdirSync(this.#cgroup);
    // It asks whether the machine was booted with systemd: yes, for it alone.
    const script = `mount -t tmpfs none /run/systemd && mkdir /run/systemd/system && echo $$ > "$1/cgroup.procs" && exec "$2" --user --log-target=console --log-level=warning`;
    const manager = spawn('unshare', ['--mount', 'sh', '-c', script, 'sh', this.#cgroup, systemd], {
      env: this.env,
      stdio: 'ignore',
    });
    onTestFinished(async () => {
      manager.kill('SIGKILL');
      writeFileSync(join(this.#cgroup, 'cgroup.kill'), '1');
      await until('systemd and all below it are gone', () => this.#isRemoved());
    });
  }

  async ready(): Promise<this> {
    await until('systemd answers', () => this.systemctl('show', '--property=Version', '--value') !== '');
    return this;
  }

  get #runtime(): string {
    return join(this.home, 'runtime');
  }

  get env(): Record<string, string> {
    const folders = {
      HOME: this.home,
      XDG_RUNTIME_DIR: this.#runtime,
      XDG_CONFIG_HOME: join(this.home, '.config'),
    };
    return { ...testEnvironment(), ...folders };
  }

  /** What `systemctl --user …` prints; nothing when it fails. */
  systemctl(...args: string[]): string {
    try {
      return execFileSync('systemctl', ['--user', ...args], {
        env: this.env,
        encoding: 'utf8',
        stdio: 'pipe',
      });
    } catch (error) {
      if (error instanceof Error && 'status' in error) return '';
      throw error;
    }
  }

  #isRemoved(): boolean {
    try {
      execFileSync('find', [this.#cgroup, '-depth', '-type', 'd', '-exec', 'rmdir', '{}', '+'], {
        stdio: 'ignore',
      });
    } catch (error) {
      if (!(error instanceof Error && 'status' in error)) throw error;
    }
    try {
      rmdirSync(this.#cgroup);
    } catch (error) {
      return hasCode(error, 'ENOENT');
    }
    return true;
  }
}
