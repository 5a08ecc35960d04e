import { join } from 'node:path';
import { getuid } from 'node:process';
import { systemdService } from '../../core/service/systemd-service.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type RunResult, run } from '../exec.ts';
import type { InitSystem, InitSystemPlace, InitSystemSearch, ServiceSeen } from './init-system.ts';

const quickMs = 10_000;
/** A restart waits for the end and for the first notice: longer than the unit's TimeoutStopSec and TimeoutStartSec. */
const startMs = 800_000;
/** A stop waits for sessions' last reports: longer than its TimeoutStopSec. */
const stopMs = 150_000;

/** The systemd of this user, asked through `systemctl --user`. */
export async function findSystemd({ home, env }: InitSystemPlace): Promise<InitSystemSearch> {
  const bus = { XDG_RUNTIME_DIR: `/run/user/${getuid?.() ?? 0}`, ...env };
  const systemctl = (args: readonly string[], timeoutMs = quickMs) =>
    run('systemctl', ['--user', ...args], { env: bus, timeoutMs });
  const asked = await systemctl(['show', '--property=Version', '--value']);
  if (asked.failure === 'not_found') return { kind: 'none', why: 'there is no systemd here' };
  const version = /^\d+/.exec(asked.stdout.trim())?.[0];
  if (version === undefined) return { kind: 'none', why: `systemd does not answer (${lastWords(asked)})` };
  const folder = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'systemd/user');
  return { kind: 'found', manager: systemdManager({ folder, version: Number(version), systemctl, env }) };
}

interface Systemd {
  folder: string;
  version: number;
  systemctl(args: readonly string[], timeoutMs?: number): Promise<RunResult>;
  env: Readonly<Record<string, string>>;
}

function systemdManager({ folder, version, systemctl, env }: Systemd): InitSystem {
  const must = async (args: readonly string[], timeoutMs?: number): Promise<void> => {
    const result = await systemctl(args, timeoutMs);
    if (result.failure === 'none') return;
    const detail = `systemctl --user ${args.join(' ')} failed: ${lastWords(result)} See: journalctl --user -u ${args.at(-1)}`;
    throw new ProblemError('unavailable', detail);
  };
  const look = async (name: string): Promise<ServiceSeen> => {
    const properties = '--property=LoadState,ActiveState,MainPID,UnitFileState';
    return seen((await systemctl(['show', properties, unitOf(name)])).stdout);
  };
  return {
    kind: 'systemd',
    fileOf: (name) => join(folder, unitOf(name)),
    textOf: (plan) => systemdService(plan, version),
    load: async (name) => {
      await must(['daemon-reload']);
      await must(['enable', unitOf(name)]);
      await must(['restart', unitOf(name)], startMs);
    },
    unload: async (name) => {
      const { loaded, running } = await look(name);
      if (loaded || running) await must(['disable', '--now', unitOf(name)], stopMs);
    },
    forget: () => must(['daemon-reload']),
    look,
    adviceForLogout: () => lingerAdvice(env),
  };
}

const unitOf = (name: string): string => `${name}.service`;

function seen(text: string): ServiceSeen {
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1] ?? '';
  const pid = Number(value('MainPID'));
  return {
    loaded: value('UnitFileState') === 'enabled',
    running: ['active', 'reloading'].includes(value('ActiveState')),
    pid: pid > 0 ? pid : null,
    state: value('ActiveState') || 'unknown',
  };
}

/** Without lingering, the user's systemd ends at logout, and begins at login (loginctl(1)). */
async function lingerAdvice(env: Readonly<Record<string, string>>): Promise<string | null> {
  const args = ['show-user', String(getuid?.() ?? 0), '--property=Linger', '--value'];
  const asked = await run('loginctl', args, { env, timeoutMs: quickMs });
  if (asked.failure === 'none' && asked.stdout.trim() === 'yes') return null;
  const certain = asked.failure === 'none' ? 'ends' : 'may end';
  return `It ${certain} when you log out, and begins at your login. To have it run always: loginctl enable-linger`;
}

const lastWords = ({ stderr, failure }: RunResult): string => stderr.trim().split('\n')[0] || failure;
