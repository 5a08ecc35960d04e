import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { endDaemons } from '../daemon/end-daemons.ts';
import { endProcess } from '../daemon/end-process.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { untilWorkerSettled } from '../daemon/running-parts.ts';
import { sayWhile } from '../daemon/say-while.ts';
import { whoKeeps, workerKeeper } from '../daemon/who-keeps.ts';
import { startWorkerDaemon } from './worker-start.ts';

const keepSessions = { keepSessions: true, graceMs: 0 };

/**
 * Replaces the worker by a new process; its sessions are not disturbed. Where none runs, it is started.
 * @throws ProblemError state_refused for one that was started by hand: nobody would start it again.
 */
export async function restartWorker(context: CliContext): Promise<number> {
  const { layout } = context;
  // What is wrong with the configuration is said before anything ends.
  await context.loadConfig();
  const by = workerKeeper(layout)?.by;
  if (by === 'person') throw new ProblemError('state_refused', whoKeeps(layout, 'refuses'));
  if (by === 'up' || by === 'service')
    return sayWhile(context, () => 'Replacing the worker', replace(context));
  await sayWhile(
    context,
    () => 'The worker is leaving',
    endDaemons(context, ['supervisor', 'worker'], keepSessions),
  );
  return startWorkerDaemon(context);
}

const endsWithinMs = 30_000;
const replacedWithinMs = 60_000;
const lookEveryMs = 50;

/** It ends, and whoever keeps it starts another. */
async function replace(context: CliContext): Promise<number> {
  const { layout, clock, output } = context;
  const before = liveProcess(layout.workerRecord);
  if (before !== null)
    await endProcess({ process: before, signal: 'SIGTERM', withinMs: endsWithinMs, clock });
  const endMs = clock.bootMs() + replacedWithinMs;
  while ((liveProcess(layout.workerRecord)?.pid ?? before?.pid) === before?.pid) {
    if (clock.bootMs() > endMs)
      throw new ProblemError(
        'unavailable',
        `No new worker has come within ${replacedWithinMs / 1_000} s. See: planeguard worker logs`,
      );
    await clock.sleep(lookEveryMs);
  }
  await untilWorkerSettled(context);
  const pid = liveProcess(layout.workerRecord)?.pid ?? null;
  if (output.json) output.value({ pid, replaced: before?.pid ?? null });
  else output.line(whoKeeps(layout, 'tells'));
  return 0;
}
