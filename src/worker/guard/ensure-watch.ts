import { dirname, join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import { watchPeriodMs } from '../../core/lease.ts';
import type { CellRecord } from '../../edge/containment/cell.ts';
import { inScope, isScope } from '../../edge/containment/scope.ts';
import { startDetached } from '../../edge/exec.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { readIdentityOf } from './guard-facts.ts';

export interface WatchOptions {
  sessionId: string;
  /** Whose session it is: processes that name another one are never touched. Null when that is not known. */
  installation: string | null;
  layout: SessionLayout;
  workspace: string;
  containment: CellRecord;
  /** How long the watch leaves the agent between TERM and KILL. */
  graceMs: number;
  /** Its PATH is the watch's. */
  env: Readonly<Record<string, string>>;
}

/**
 * Starts the session's watch unless it lives. In a session of its own, outside cell, terminal, marker and workspace:
 * it must survive what it stops. Rejects when no process can be started.
 */
export async function ensureWatch(options: WatchOptions): Promise<void> {
  const { layout, sessionId, workspace, containment } = options;
  const present = readIdentityOf(layout, 'watch');
  if (present !== null && aliveness(present) !== 'dead') return;
  const graceSeconds = String(Math.ceil(options.graceMs / 1_000));
  const periodSeconds = String(watchPeriodMs / 1_000);
  const cgroup = containment.path ?? '';
  const whose = options.installation ?? '';
  const args = [layout.directory, sessionId, workspace, cgroup, graceSeconds, periodSeconds, whose];
  // What systemd does to the worker's own unit must not end the watch of a session that goes on.
  const around = containment.path !== null && isScope(containment.path) ? inScope(null) : [];
  const [program = 'sh', ...argv] = [...around, 'sh', join(layout.guard, 'watch.sh'), ...args];
  await startDetached(program, argv, {
    cwd: dirname(layout.directory),
    env: { PATH: options.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
  });
}
