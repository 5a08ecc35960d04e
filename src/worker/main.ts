import type { StateLayout } from '../config/state-layout.ts';
import { takeLock } from '../edge/lock.ts';
import { makePrivateFolder } from '../edge/make-private-folder.ts';
import { ProblemError } from '../protocol/problem.ts';
import { makeContext } from './make-context.ts';
import { RunningWorker } from './running-worker.ts';
import type { TakenLock, Worker, WorkerOptions } from './worker.ts';

/**
 * Starts the one worker of a state directory: takes its lock, adopts what its journal knows, and claims.
 * Throws a ProblemError when another one is alive, or the journal cannot be used.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const lock = holdLock(options.layout);
  try {
    const context = await makeContext(options);
    return new RunningWorker(context, options.only, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function holdLock(layout: StateLayout): TakenLock {
  makePrivateFolder(layout.root);
  const taken = takeLock(layout.workerLock);
  if (taken.kind === 'taken') return taken;
  if (taken.kind === 'held') {
    const detail = `Another worker uses the state directory ${layout.root}. See it: planeguard worker status.`;
    throw new ProblemError('state_refused', detail);
  }
  const detail = `The lock ${layout.workerLock} cannot be taken: ${String(taken.cause)}.`;
  throw new ProblemError('misconfigured', detail, { cause: taken.cause });
}
