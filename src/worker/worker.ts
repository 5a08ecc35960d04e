import type { Config } from '../config/schema.ts';
import type { StateLayout } from '../config/state-layout.ts';
import type { LoopProgress } from '../core/loop-progress.ts';
import type { Clock } from '../edge/clock.ts';
import type { LockResult } from '../edge/lock.ts';
import type { Log } from '../edge/log.ts';
import type { ReclaimedItem } from '../protocol/reclaim.ts';
import type { ReconcileItem } from '../protocol/reconcile.ts';
import type { HealthNow } from './health-book.ts';
import type { Reconciling } from './reconcile/reconcile.ts';
import type { TakenUp } from './taken-up.ts';

export interface WorkerOptions {
  layout: StateLayout;
  config: Config;
  /** Read for each call: the control plane may come back elsewhere. */
  controlPlaneUrl: () => string;
  token: () => string | null;
  /** Why there is nobody to ask, as `CallerOptions` has it. */
  away?: () => string | null;
  /** Hears that the token was not accepted. */
  refused?: () => void;
  /** The person's environment, without anything of Planeguard's own. */
  environment: Readonly<Record<string, string>>;
  clock: Clock;
  log: Log;
  /** Claims nothing but this request; with `null` it claims nothing at all. */
  only?: string | null | undefined;
}

/**
 * How a worker leaves. Kept sessions go on until their deadline; others are cancelled, and stopped with proof first:
 * all, or those of one request. Those whose directories are gone end by themselves, as lost: nobody has cancelled them.
 */
export type Leaving =
  | { keepSessions: true }
  | { keepSessions: false; only?: string }
  | { keepSessions: 'until_lost' };

export interface Worker {
  id: string;
  health(): HealthNow;
  loops(): LoopProgress[];
  /** Where it is asked, and when it last answered; wall clock. */
  controlPlane(): { url: string; lastSuccessMs: number | null };
  liveSessions(): string[];
  /** What it counts, in the text format of Prometheus. */
  metrics(): Promise<string>;
  /** What it found at its start of the sessions of earlier processes. */
  takenUp(): readonly TakenUp[];
  /** False once its state directory was deleted, moved or replaced: its lock keeps nobody out any more. */
  isInPlace(): boolean;
  /** The control plane has answered once, and what this worker keeps was looked at in the light of that. */
  caughtUp: Promise<void>;
  /**
   * Frees disk space, and tells of each thing that takes room what became of it. Ends early when the signal does.
   * @throws the system's error when the state directory cannot be read.
   */
  reclaim(tell: (item: ReclaimedItem) => void, signal: AbortSignal): Promise<void>;
  /**
   * Lets go of the salvage of one attempt, for good.
   * @returns false: it stays, because its workspace is kept or a newer one came meanwhile.
   */
  dropSalvage(attemptId: string): Promise<boolean>;
  /**
   * One pass of everything that sets things right, now; a dry run only says what it would do.
   * @throws the system's error when it cannot be looked.
   */
  reconcile(how: Reconciling): Promise<ReconcileItem[]>;
  /** Somebody may have drained it, or have undone that. */
  lookAtDrain(): void;
  stop(how: Leaving): Promise<void>;
}

/** Released with the process, whatever ends it. */
export type TakenLock = Extract<LockResult, { kind: 'taken' }>;
