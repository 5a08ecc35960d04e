import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { adoptDaemon } from './adopt-daemon.ts';
import { holdLock } from './hold-lock.ts';
import { awaitKept, endKept, type KeepOptions, type KeptPart, keepWorker, startKept } from './kept-part.ts';
import { forgetThisProcess, liveProcess, recordThisProcess } from './process-record.ts';
import { startPart } from './start-part.ts';
import { StopSignals } from './stop-signals.ts';
import { takeOver } from './take-over.ts';
import { placeLost, untilTold } from './until-told.ts';
import { isOrphaned, whoKeeps } from './who-keeps.ts';

/**
 * Keeps the worker of a state directory running until a signal: SIGTERM and Ctrl-C leave its sessions, SIGUSR2
 * (`worker stop`) stops them. A worker whose own supervisor was killed is taken over as it runs.
 */
export async function superviseWorker(context: CliContext): Promise<number> {
  const { layout } = context;
  const { config, path } = await context.loadConfig();
  const lock = holdLock(context, layout.supervisorLock, () => whoKeeps(layout, 'refuses'));
  try {
    const signals = new StopSignals(context.clock);
    await takeOver(context);
    recordThisProcess(layout.supervisorRecord, { doing: 'starting' });
    const { isInPlace } = lock;
    const worker = await begin(context, {
      keptBy: 'supervisor',
      configPath: path,
      output: 'file',
      isInPlace,
    });
    if (worker.kind === 'ended') return worker.exitCode;
    recordThisProcess(layout.supervisorRecord);
    const told = await untilTold(signals, isInPlace);
    const { graceMs } = config.session;
    if (told !== 'place_lost') {
      await endKept(context, [worker], { keepSessions: told !== 'SIGUSR2', graceMs });
      return 0;
    }
    context.output.note(placeLost(layout.root, 'worker', 'Its supervisor ends as well.'));
    await awaitKept(context, [worker], graceMs);
    return 1;
  } finally {
    forgetThisProcess(layout.supervisorRecord);
    lock.release();
  }
}

/** @throws ProblemError state_refused: a worker runs that is somebody else's to end. */
async function begin(
  context: CliContext,
  options: KeepOptions,
): Promise<KeptPart | { kind: 'ended'; exitCode: number }> {
  const { layout, clock, output } = context;
  const running = liveProcess(layout.workerRecord);
  if (running === null) return startKept(context, 'worker run', options);
  if (!isOrphaned(running)) throw new ProblemError('state_refused', whoKeeps(layout, 'refuses'));
  output.note(`What kept the worker (pid ${running.pid}) running was killed. It is taken over as it runs.`);
  const start = () => startPart(context, 'worker run', options);
  return keepWorker(context, { start, daemon: adoptDaemon(running, clock), options });
}
