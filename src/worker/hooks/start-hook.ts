import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import type { HookName } from '../../core/hook.ts';
import type { CellRecord } from '../../edge/containment/cell.ts';
import { openCell } from '../../edge/containment/open-cell.ts';
import { startDetached } from '../../edge/exec.ts';
import { writeWhole } from '../../edge/files.ts';
import { ensureWatch } from '../guard/ensure-watch.ts';
import { type Deadline, writeDeadline } from '../guard/guard-facts.ts';
import { installPrograms } from '../guard/install-guard.ts';

export interface HookStart {
  sessionId: string;
  layout: SessionLayout;
  workspace: string;
  name: HookName;
  /** What sh is to run; it is written to a file, never put into a command line. */
  text: string;
  /** Its whole environment, the session's marker included: by that it is found. */
  env: Readonly<Record<string, string>>;
  containment: CellRecord;
  /** Who stops it when this worker is gone; null where no lease is held. */
  watched: { deadline: Deadline; graceMs: number } | null;
  /** What the transcript may take at most. */
  transcriptBytes: number;
  onEnd: () => void;
}

/**
 * Starts a hook as a process of its session: in its cell, with its marker, without a terminal, with nothing to read. It
 * outlives this worker. A second start of the same hook does nothing. Throws when no process, or no file, can be made.
 */
export async function startHook(start: HookStart): Promise<void> {
  const { layout, name, workspace } = start;
  const cell = openCell(start.containment);
  cell.create();
  installPrograms(layout);
  mkdirSync(layout.hooks, { recursive: true, mode: 0o700 });
  writeWhole(join(layout.hooks, `${name}.sh`), start.text);
  if (start.watched !== null) {
    writeDeadline(layout, start.watched.deadline);
    const installation = start.env.PLANEGUARD_INSTALLATION ?? null;
    await ensureWatch({ ...start, installation, graceMs: start.watched.graceMs });
  }
  const script = join(layout.guard, 'hook.sh');
  const argv = ['sh', script, layout.directory, name, workspace, String(start.transcriptBytes)];
  const [program = 'sh', ...args] = [...cell.join, ...argv];
  await startDetached(program, args, { cwd: workspace, env: start.env, onEnd: start.onEnd });
}
