import { mkdirSync } from 'node:fs';
import type { Config } from '../config/schema.ts';
import type { StateLayout } from '../config/state-layout.ts';
import type { Clock } from '../edge/clock.ts';
import { type LockResult, takeLock } from '../edge/lock.ts';
import type { Log } from '../edge/log.ts';
import type { LoopProgress } from '../edge/loop.ts';
import { ProblemError } from '../protocol/problem.ts';
import type { HealthNow } from './health-book.ts';
import { makeContext } from './make-context.ts';
import { RunningWorker } from './running-worker.ts';

export interface WorkerOptions {
  layout: StateLayout;
  config: Config;
  /** Read for each call: the control plane may come back elsewhere. */
  controlPlaneUrl: () => string;
  token: () => string | null;
  /** The person's environment, without anything of Planeguard's own. */
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  /** Claims nothing but this request; with `null` it claims nothing at all. */
  only?: string | null | undefined;
}

export interface Worker {
  id: string;
  health(): HealthNow;
  loops(): LoopProgress[];
  /** When the control plane last answered; wall clock. */
  lastSuccessMs(): number | null;
  liveSessions(): string[];
  /** Leaves. Sessions go on until their deadline, or are stopped with proof first. */
  stop(how: { keepSessions: boolean }): Promise<void>;
}

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

/** Released with the process, whatever ends it. */
export type TakenLock = Extract<LockResult, { kind: 'taken' }>;

function holdLock(layout: StateLayout): TakenLock {
  mkdirSync(layout.root, { recursive: true, mode: 0o700 });
  const taken = takeLock(layout.workerLock);
  if (taken.kind === 'taken') return taken;
  if (taken.kind === 'held') {
    const detail = `Another worker uses the state directory ${layout.root}. See it: planeguard worker status.`;
    throw new ProblemError('state_refused', detail);
  }
  const detail = `The lock ${layout.workerLock} cannot be taken: ${String(taken.cause)}.`;
  throw new ProblemError('misconfigured', detail, { cause: taken.cause });
}
