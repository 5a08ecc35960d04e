import type { RetryPolicy } from '../core/retry.ts';
import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import type { Database } from '../store/database.ts';
import type { Installation } from '../store/installation.ts';
import type { Writer } from '../store/writer.ts';
import type { ControlPlaneMetrics } from './control-plane-metrics.ts';
import type { EventFeed } from './event-feed.ts';
import type { GitHub } from './github/github.ts';
import type { Leases } from './leases.ts';
import type { LimitSettings, LimitsBook } from './limits-book.ts';
import type { OwnCondition } from './own-condition.ts';
import type { TokenBook } from './token-book.ts';
import type { UnknownAttempts } from './unknown-attempts.ts';
import type { WorkerPresence } from './worker-presence.ts';
import type { WorkerTokens } from './worker-tokens.ts';

/** The configuration's part that the control plane goes by. */
export interface ControlPlaneSettings extends LimitSettings {
  lease: { heartbeatMs: number; silentAfterMs: number; stopAfterMs: number; marginMs: number };
  retry: RetryPolicy;
}

/** What the routes and loops of one control plane share. */
export interface Parts {
  settings: ControlPlaneSettings;
  clock: Clock;
  log: Log;
  db: Database;
  writer: Writer;
  installation: Installation;
  tokens: TokenBook;
  workerTokens: WorkerTokens;
  limits: LimitsBook;
  leases: Leases;
  unknownAttempts: UnknownAttempts;
  presence: WorkerPresence;
  feed: EventFeed;
  /** Aborts when the control plane closes: long polls and streams end. */
  closing: AbortSignal;
  /** In [0, 1). */
  random: () => number;
  condition: OwnCondition;
  metrics: ControlPlaneMetrics;
  /** Null where the configuration gives no access to it. */
  github: GitHub | null;
}
