import { existsSync, rmSync } from 'node:fs';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { configOrDefaults } from '../daemon/config-or-defaults.ts';
import { endDaemons } from '../daemon/end-daemons.ts';
import { endOrphans } from '../daemon/end-sessions.ts';
import { guardedSessions } from '../daemon/guarded-sessions.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { repairRecords } from '../daemon/repair-records.ts';
import { type Repair, repairLines } from '../daemon/repairs.ts';
import { type RunningSession, runningSessionsIfKnown, sessionLine } from '../daemon/running-sessions.ts';
import { sayWhile } from '../daemon/say-while.ts';
import { whoKeeps, workerKeeper } from '../daemon/who-keeps.ts';
import { beginDrain, untilEmpty } from './worker-drain.ts';

export interface StopOptions {
  keepSessions?: true;
  /** Its sessions finish first. */
  drain?: true;
}

/**
 * Ends the worker and what keeps it running; its sessions are stopped with proof first, unless they are to be kept.
 * Idempotent.
 * @throws ProblemError state_refused where `up` or a service would start it again.
 */
export async function stopWorker(context: CliContext, options: StopOptions): Promise<number> {
  const { layout, output, clock } = context;
  const keepSessions = options.keepSessions ?? false;
  const repaired = repairRecords(layout, clock);
  const by = workerKeeper(layout)?.by;
  if (by === 'up' || by === 'service') throw new ProblemError('state_refused', whoKeeps(layout, 'tells'));
  const kept = keepSessions ? await runningSessionsIfKnown(context) : [];
  const undrain = options.drain ? await drained(context) : () => undefined;
  const done = await sayWhile(context, () => stopping(context, keepSessions), end(context, keepSessions));
  undrain();
  if (output.json) output.value({ ...done, kept, repaired });
  else for (const line of lines({ ...done, kept, repaired })) output.line(line);
  return 0;
}

/** No session is left. Returns how to let the next worker claim again, unless a person had this one drained. */
async function drained(context: CliContext): Promise<() => void> {
  const { layout } = context;
  const before = existsSync(layout.drain);
  const undrain = () => {
    if (!before) rmSync(layout.drain, { force: true });
  };
  if (liveProcess(layout.workerRecord) === null) return undrain;
  try {
    await beginDrain(context);
    await untilEmpty(context);
    return undrain;
  } catch (error) {
    undrain();
    throw error;
  }
}

const stopping = ({ layout }: CliContext, keepSessions: boolean): string => {
  const left = guardedSessions(layout);
  if (keepSessions || left.length === 0) return 'The worker is leaving';
  return `Stopping with proof: ${left.join(', ')}`;
};

async function end(
  context: CliContext,
  keepSessions: boolean,
): Promise<{ ended: string[]; orphans: string[] }> {
  const config = await configOrDefaults(context);
  const options = { keepSessions, graceMs: config.session.graceMs };
  const ended = await endDaemons(context, ['supervisor', 'worker'], options);
  return { ended, orphans: keepSessions ? [] : await endOrphans(context, config) };
}

interface Done {
  ended: string[];
  orphans: string[];
  kept: RunningSession[];
  repaired: Repair[];
}

function lines({ ended, orphans, kept, repaired }: Done): string[] {
  const all = [...(ended.length === 0 ? [] : ['worker']), ...orphans.map((id) => `session ${id}`)];
  return [
    ...repairLines(repaired),
    all.length === 0 ? 'No worker was running.' : `Ended: ${all.join(', ')}.`,
    ...(kept.length === 0 ? [] : ['Still running:', ...kept.map(sessionLine)]),
  ];
}
