import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { tmuxName } from '../../core/ids.ts';
import type { Cell } from '../../edge/containment/cell.ts';
import { run } from '../../edge/exec.ts';
import { startTmux } from '../../edge/tmux.ts';
import { ensureWatch } from './ensure-watch.ts';
import { type Deadline, writeDeadline } from './guard-facts.ts';
import { installGuard } from './install-guard.ts';

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
  /** What the transcript may take at most. */
  transcriptBytes: number;
}

/**
 * Starts the agent in its cell, terminal and guard; returns when tmux has it. The `started` receipt says that the
 * guard runs, the doorbell is there to be listened to. A second launch of the same session starts no second agent.
 * Throws a ProblemError when tmux or the cell refuse, and what the file system says when the directory does.
 */
export async function launchGuarded(launch: GuardedLaunch): Promise<void> {
  const { layout, cell, workspace } = launch;
  const again = existsSync(join(layout.guard, 'launched'));
  if (!again) {
    cell.create();
    installGuard(layout, workspace, launch.argv);
  }
  writeDeadline(layout, launch.deadline);
  const installation = launch.env.PLANEGUARD_INSTALLATION ?? null;
  await ensureWatch({ ...launch, installation, containment: cell.record });
  if (!again) await startPane(launch);
  await ensureDoorbell(launch);
}

async function startPane(launch: GuardedLaunch): Promise<void> {
  const { sessionId, socket, layout, workspace, transcriptBytes } = launch;
  await startTmux(
    { socket, name: tmuxName(sessionId), env: paneEnvironment(launch) },
    {
      prefix: launch.cell.join,
      argv: ['sh', join(layout.guard, 'parent.sh'), layout.directory],
      cwd: workspace,
      transcriptCommand: `exec sh "$PLANEGUARD_DIRECTORY/guard/transcript.sh" "$PLANEGUARD_DIRECTORY" ${transcriptBytes}`,
    },
  );
}

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
