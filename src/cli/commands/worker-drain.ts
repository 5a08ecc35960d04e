import { existsSync, rmSync } from 'node:fs';
import { isoTime } from '../../edge/clock.ts';
import { writeWhole } from '../../edge/files.ts';
import { askLines } from '../../edge/line-socket.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { guardedSessions } from '../daemon/guarded-sessions.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { workerSocket } from '../daemon/worker-socket.ts';

export interface DrainOptions {
  wait?: true;
  off?: true;
}

/**
 * Has the worker claim nothing more, now and after restarts, until `--off`. Its sessions finish. Idempotent.
 * @throws ProblemError not_found (there is no state directory), unavailable (`--wait`, and nobody finishes the sessions).
 */
export async function drainWorker(context: CliContext, { wait, off }: DrainOptions): Promise<number> {
  const { layout, output } = context;
  if (!existsSync(layout.root)) {
    throw new ProblemError(
      'not_found',
      `There is no worker: the state directory ${layout.root} is not there.`,
    );
  }
  if (off) rmSync(layout.drain, { force: true });
  const heard = off ? await tellWorker(context) : await beginDrain(context);
  if (wait && !off) await untilEmpty(context);
  const sessions = guardedSessions(layout);
  if (output.json) output.value({ draining: !off, sessions });
  else output.line(sentence({ off: off ?? false, heard, sessions }));
  return 0;
}

/** It claims nothing more from now on. False when none runs. */
export async function beginDrain(context: CliContext): Promise<boolean> {
  const { layout, clock } = context;
  if (!existsSync(layout.drain))
    writeWhole(layout.drain, `${JSON.stringify({ since: isoTime(clock.nowMs()) })}\n`, { durable: true });
  return tellWorker(context);
}

/** Without it, a running worker looks with its next heartbeat. False when none runs. */
async function tellWorker({ layout }: CliContext): Promise<boolean> {
  const lines = await askLines(workerSocket(layout), 'drain');
  for await (const _ of lines ?? []) return true;
  return liveProcess(layout.workerRecord) !== null;
}

const lookEveryMs = 500;

/** @throws ProblemError unavailable: nobody finishes them. */
export async function untilEmpty(context: CliContext): Promise<void> {
  const { layout, clock, output } = context;
  let told = '';
  for (let left = guardedSessions(layout); left.length > 0; left = guardedSessions(layout)) {
    if (liveProcess(layout.workerRecord) === null) {
      const detail = `No worker runs on ${layout.root}, so nobody finishes ${left.join(', ')}. Start it, it stays drained: planeguard worker start`;
      throw new ProblemError('unavailable', detail);
    }
    const now = `Waiting for ${left.length === 1 ? '1 session' : `${left.length} sessions`}: ${left.join(', ')}`;
    if (now !== told) output.note(now);
    told = now;
    await clock.sleep(lookEveryMs);
  }
}

interface Drained {
  off: boolean;
  heard: boolean;
  sessions: readonly string[];
}

function sentence({ off, heard, sessions }: Drained): string {
  if (off) return heard ? 'The worker claims again.' : 'The worker claims again when it is started.';
  if (!heard) return 'No worker runs; once started it claims nothing until: planeguard worker drain --off';
  const left = sessions.length === 0 ? 'No session is left.' : `Still working: ${sessions.join(', ')}.`;
  return `The worker claims nothing more, also after a restart. ${left} Undo: planeguard worker drain --off`;
}
