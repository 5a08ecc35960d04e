import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { tmuxName } from '../../core/ids.ts';
import { watchPeriodMs } from '../../core/lease.ts';
import { quoteForSh, quoteWordsForSh } from '../../core/quote-for-sh.ts';
import type { Cell } from '../../edge/containment/cell.ts';
import { run, startDetached } from '../../edge/exec.ts';
import { startTmux } from '../../edge/tmux.ts';
import { type Deadline, writeDeadline } from './guard-facts.ts';

export interface GuardedLaunch {
  sessionId: string;
  layout: SessionLayout;
  /** The tmux socket, in a folder that is this user's alone. */
  socket: string;
  workspace: string;
  /** The agent's command line. */
  argv: readonly string[];
  /** The agent's whole environment; the session's marker is added. */
  env: Readonly<Record<string, string>>;
  cell: Cell;
  deadline: Deadline;
  /** How long the watch leaves the agent between TERM and KILL. */
  graceMs: number;
}

/**
 * Starts the agent in its cell, terminal and guard; returns when tmux has it. The `started` receipt says that the
 * guard runs. A second launch of the same session starts no second agent.
 * Throws a ProblemError when tmux, the cell or the session's directory refuse.
 */
export async function launchGuarded(launch: GuardedLaunch): Promise<void> {
  launch.cell.create();
  installGuard(launch);
  writeDeadline(launch.layout, launch.deadline);
  await startWatch(launch);
  await startTmux(
    { socket: launch.socket, name: tmuxName(launch.sessionId), env: paneEnvironment(launch) },
    {
      prefix: launch.cell.join,
      argv: ['sh', join(launch.layout.guard, 'parent.sh'), launch.layout.directory],
      cwd: launch.workspace,
      transcriptCommand: 'exec sh "$PLANEGUARD_DIRECTORY/guard/transcript.sh" "$PLANEGUARD_DIRECTORY"',
    },
  );
  await ensureDoorbell(launch);
}

const guardPrograms = ['parent.sh', 'facts.sh', 'transcript.sh', 'find-processes.sh', 'watch.sh'];

/** Copies, so that an upgrade cannot pull a running session's guard away. */
function installGuard(launch: GuardedLaunch): void {
  const { layout } = launch;
  mkdirSync(layout.guard, { recursive: true, mode: 0o700 });
  for (const name of guardPrograms) copyFileSync(join(import.meta.dirname, name), join(layout.guard, name));
  writeFileSync(layout.command, commandFile(launch), { mode: 0o600 });
}

const commandFile = (launch: GuardedLaunch): string =>
  `workspace=${quoteForSh(launch.workspace)}\nset -- ${quoteWordsForSh(launch.argv)}\n`;

/** The watch has made it long ago; only where it could not yet, it is made here. Node itself cannot. */
async function ensureDoorbell({ layout, env }: GuardedLaunch): Promise<void> {
  if (existsSync(layout.doorbell)) return;
  await run('mkfifo', ['-m', '600', layout.doorbell], { env, timeoutMs: 5_000 });
}

/** What must not reach the tmux server travels under another name; the guard's parent gives it back. */
function paneEnvironment(launch: GuardedLaunch): Record<string, string> {
  const {
    DBUS_SESSION_BUS_ADDRESS: bus,
    XDG_RUNTIME_DIR: runtime,
    TMUX: _,
    TMUX_PANE: __,
    ...env
  } = launch.env;
  return {
    ...env,
    PLANEGUARD_SESSION: launch.sessionId,
    PLANEGUARD_DIRECTORY: launch.layout.directory,
    ...(bus === undefined ? {} : { PLANEGUARD_BUS: bus }),
    ...(runtime === undefined ? {} : { PLANEGUARD_RUNTIME: runtime }),
  };
}

/** In a session of its own, outside cell, terminal, marker and workspace: it must survive what it stops. */
async function startWatch(launch: GuardedLaunch): Promise<void> {
  const { layout, sessionId, workspace, cell } = launch;
  const graceSeconds = String(Math.ceil(launch.graceMs / 1_000));
  const periodSeconds = String(watchPeriodMs / 1_000);
  const args = [layout.directory, sessionId, workspace, cell.record.path ?? '', graceSeconds, periodSeconds];
  await startDetached('sh', [join(layout.guard, 'watch.sh'), ...args], {
    cwd: dirname(layout.directory),
    env: { PATH: launch.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
  });
}
