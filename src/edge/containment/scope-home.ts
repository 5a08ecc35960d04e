import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { getuid } from 'node:process';
import { type RunResult, run } from '../exec.ts';
import { cgroupPathFrom } from './cgroup-home.ts';
import { type CellHome, cellPath } from './containment.ts';
import { inScope, scopeCell } from './scope.ts';
import { type Trial, tryCell } from './try-cell.ts';

export type ScopeHome = { kind: 'works'; home: CellHome } | { kind: 'no'; why: string };

export interface ScopeTrial extends Trial {
  /** Of the scopes' names. */
  prefix: string;
  /** This worker ends with the user's service manager anyway. */
  underUserManager: boolean;
}

/** Whether the user's service manager makes cgroups for sessions that outlive a logout, found out by doing it. */
export async function findScopeHome(trial: ScopeTrial): Promise<ScopeHome> {
  const where = await start(trial, 'where', ['cat', '/proc/self/cgroup']);
  if (where.failure !== 'none') return no(whyNot(where));
  if (!trial.underUserManager && !(await lingers(trial)))
    return no('a cgroup from systemd would end at logout; `loginctl enable-linger` mends that');
  const path = cgroupPathFrom(readFileSync('/proc/self/mountinfo', 'utf8'), where.stdout);
  const unit = basename(cellPath(homeIn('/', trial), 'where'));
  if (path === null || basename(path) !== unit) return no('systemd-run starts programs in another cgroup');
  const home = homeIn(dirname(path), trial);
  const trouble = await tryCell(scopeCell(cellPath(home, 'probe')), trial);
  return trouble === null ? { kind: 'works', home } : no(trouble);
}

const no = (why: string): ScopeHome => ({ kind: 'no', why });

const homeIn = (parent: string, { prefix }: ScopeTrial): CellHome => ({ parent, prefix, suffix: '.scope' });

function start(trial: ScopeTrial, name: string, argv: readonly string[]): Promise<RunResult> {
  const unit = basename(cellPath(homeIn('/', trial), name));
  const [program = 'env', ...args] = [...inScope(unit), ...argv];
  return run(program, args, { env: trial.env, timeoutMs: 5_000 });
}

/** 127: env(1) found no systemd-run. */
function whyNot({ exitCode, failure, stderr }: RunResult): string {
  if (exitCode === 127 || failure === 'not_found') return 'there is no systemd-run';
  return `systemd-run fails (${stderr.trim().split('\n')[0] || failure})`;
}

/** Whether the user's service manager runs without a login; what cannot be told is a no. */
async function lingers({ env }: Trial): Promise<boolean> {
  const args = ['show-user', String(getuid?.() ?? 0), '--property=Linger', '--value'];
  const asked = await run('loginctl', args, { env, timeoutMs: 5_000 });
  return asked.failure === 'none' && asked.stdout.trim() === 'yes';
}
