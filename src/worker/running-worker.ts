import type { LoopProgress } from '../core/loop-progress.ts';
import { holdings } from '../core/reclaim.ts';
import { sessionsProgress } from '../core/sessions-progress.ts';
import type { ConnectionWatch } from '../edge/control-plane/connection-watch.ts';
import { Loop, type LoopOptions } from '../edge/loop.ts';
import { removeRuntimeDirectory } from '../edge/runtime-directory.ts';
import type { ReclaimedItem } from '../protocol/reclaim.ts';
import type { ReconcileItem } from '../protocol/reconcile.ts';
import type { HeartbeatAnswer } from '../protocol/worker.ts';
import type { WorkerContext } from './context.ts';
import { HealthBook, type HealthNow } from './health-book.ts';
import { leaseDatabase } from './lease-database.ts';
import { dropSalvageOf } from './let-go-of-salvage.ts';
import { cachesLoop } from './loops/caches.ts';
import { claimsLoop } from './loops/claims.ts';
import { diskLoop } from './loops/disk.ts';
import { evidenceLoop } from './loops/evidence.ts';
import { heartbeat, heartbeatLoop } from './loops/heartbeat.ts';
import { keptLoop } from './loops/kept.ts';
import { portsLoop } from './loops/ports.ts';
import { processesLoop } from './loops/processes.ts';
import { residueLoop } from './loops/residue.ts';
import { retentionLoop } from './loops/retention.ts';
import { reviewsLoop } from './loops/reviews.ts';
import { salvageLoop } from './loops/salvage.ts';
import { selfWatchLoop } from './loops/self-watch.ts';
import { wishesLoop } from './loops/wishes.ts';
import { metricsText } from './metrics-text.ts';
import { reclaim } from './reclaim/reclaim.ts';
import { type Reconciling, reconcile } from './reconcile/reconcile.ts';
import { Registration } from './registration.ts';
import { Sessions } from './sessions.ts';
import type { TakenUp } from './taken-up.ts';
import type { Leaving, TakenLock, Worker } from './worker.ts';

/** A worker at work: its sessions and its loops. */
export class RunningWorker implements Worker {
  readonly #context: WorkerContext;
  readonly #health: HealthBook;
  readonly #sessions: Sessions;
  readonly #lock: TakenLock;
  readonly #heartbeat: Loop;
  readonly #claims: Loop;
  /** Those that ask the control plane about this worker: they start when it is known there. */
  readonly #afterRegistration: readonly Loop[];
  /** Those whose passes set things right on this host. */
  readonly #reconciling: readonly Loop[];
  readonly #evidence: Loop;
  readonly #kept: Loop;
  readonly #wishes: Loop;
  readonly #residue: Loop;
  readonly #disk: Loop;
  readonly #selfWatch: Loop;
  /** Those that mostly ask the control plane. */
  readonly #callers: readonly Loop[];
  readonly #connection: ConnectionWatch;
  #keptAnswer: HeartbeatAnswer['kept'] | null = null;
  readonly #caughtUp = Promise.withResolvers<void>();

  constructor(context: WorkerContext, only: string | null | undefined, lock: TakenLock) {
    this.#context = context;
    this.#lock = lock;
    const { clock, log, client, metrics } = context;
    const hasToken = () => context.hasToken();
    const onCall = metrics.called.bind(metrics);
    this.#health = new HealthBook({ clock, log, url: () => client.url(), hasToken, onCall });
    this.#sessions = new Sessions({ context, health: this.#health, onChange: () => this.#changed() });
    const registration = new Registration(context, () => this.#registered());
    this.#heartbeat = new Loop(heartbeatLoop(this.#sessions, registration, (answer) => this.#told(answer)));
    this.#evidence = new Loop(evidenceLoop(this.#sessions));
    this.#disk = new Loop(diskLoop(this.#sessions));
    this.#selfWatch = new Loop(selfWatchLoop(context, this.#health, () => this.loops()));
    this.#claims = new Loop(claimsLoop(this.#sessions, only ?? null));
    const takeKept = () => this.#takeKept();
    this.#kept = new Loop(keptLoop(this.#sessions, takeKept, () => this.#caughtUp.resolve()));
    this.#wishes = new Loop(wishesLoop(this.#sessions));
    const reviews = new Loop(reviewsLoop(this.#sessions));
    // One that came to carry out a decision, or to reclaim, leaves before an hour is over.
    const hourly = only === null ? [] : [salvageLoop, cachesLoop, retentionLoop];
    const follow: LoopOptions[] = [processesLoop(this.#sessions), portsLoop(this.#sessions)];
    this.#residue = new Loop(residueLoop(this.#sessions));
    this.#reconciling = [this.#residue, reviews, ...hourly.map((loop) => new Loop(loop(this.#sessions)))];
    this.#afterRegistration = [
      ...this.#reconciling,
      this.#wishes,
      ...follow.map((options) => new Loop(options)),
    ];
    this.#callers = [this.#heartbeat, this.#evidence, this.#claims, this.#kept, this.#wishes, reviews];
    this.#connection = context.client.watchConnection({ clock: context.clock, onBack: () => this.#tryNow() });
    context.client.expectDatabase(() => leaseDatabase(this.#sessions));
    if (only === null) this.#sessions.stopClaiming();
    // A claim that somebody else left under way may bring another request than this one.
    if (only !== undefined) context.journal.dropClaim();
    context.evidenceAdded.listen(() => this.#evidence.notify());
    this.#sessions.adopt();
    this.#connection.loop.start();
    this.#heartbeat.start();
    this.#evidence.start();
    this.#kept.start();
    this.#disk.start();
    this.#selfWatch.start();
  }

  get id(): string {
    return this.#context.workerId;
  }

  health(): HealthNow {
    return this.#health.current();
  }

  loops(): LoopProgress[] {
    const sessions = this.#sessions.loops().map((loop) => ({
      progress: loop.progress(),
      activity: loop.activity().name,
    }));
    const own = this.#allLoops().map((loop) => loop.progress());
    return [...own, sessionsProgress(sessions, this.#context.clock.bootMs())];
  }

  lookAtDrain(): void {
    this.#sessions.drain.look();
  }

  controlPlane(): { url: string; lastSuccessMs: number | null } {
    return { url: this.#context.client.url(), lastSuccessMs: this.#health.lastSuccessMs() };
  }

  takenUp(): readonly TakenUp[] {
    return this.#sessions.takenUp;
  }

  metrics(): Promise<string> {
    return metricsText(this.#sessions, this.loops());
  }

  liveSessions(): string[] {
    return this.#sessions.loops().map((loop) => loop.session.id);
  }

  isInPlace(): boolean {
    return this.#lock.isInPlace();
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise;
  }

  reclaim(tell: (item: ReclaimedItem) => void, signal: AbortSignal): Promise<void> {
    return reclaim(this.#sessions, { holdings, tell, signal });
  }

  dropSalvage(attemptId: string): Promise<boolean> {
    return dropSalvageOf(this.#sessions, attemptId);
  }

  /** The heartbeat comes first: what became of requests is what the others go by. */
  reconcile(how: Reconciling): Promise<ReconcileItem[]> {
    const loops = [this.#heartbeat, this.#kept, ...this.#reconciling];
    return reconcile(this.#sessions, loops, how);
  }

  async stop(how: Leaving): Promise<void> {
    this.#sessions.stopClaiming();
    await this.#claims.stop();
    if (how.keepSessions === 'until_lost') await this.#sessions.allStopped();
    else if (!how.keepSessions) {
      this.#sessions.cancelAll(how.only);
      await this.#sessions.allStopped(how.only);
    }
    await this.#sessions.stopLooking();
    await this.#sayGoodbye();
    await Promise.all(this.#allLoops().map((loop) => loop.stop()));
    this.#context.journal.close();
    removeRuntimeDirectory(this.#context.runtimeDir);
    this.#lock.release();
  }

  /** The last heartbeat says that this worker has stopped. When nobody hears it, it is shown as silent instead. */
  async #sayGoodbye(): Promise<void> {
    await this.#heartbeat.stop();
    this.#health.stopping();
    try {
      await this.#context.evidenceSender.flush();
      await this.#context.client.heartbeat(heartbeat(this.#sessions));
    } catch (error) {
      this.#context.log.warn({ err: error }, 'the control plane did not hear that this worker stopped');
    }
  }

  #allLoops(): Loop[] {
    return [
      this.#heartbeat,
      this.#evidence,
      this.#claims,
      this.#kept,
      this.#disk,
      this.#selfWatch,
      this.#connection.loop,
      ...this.#afterRegistration,
    ];
  }

  #told({ kept, quarantine }: HeartbeatAnswer): void {
    this.#keptAnswer = kept;
    this.#kept.notify();
    // They may have waited for a token that is accepted.
    this.#claims.notify();
    // Or for a route that was sick alone, of which no probe tells.
    for (const loop of [this.#evidence, this.#wishes]) loop.retryIfFailed();
    if (quarantine.length === 0) return;
    this.#residue.notify();
    // Other decisions come with each answer until they are carried out, and that is told by itself.
    if (quarantine.some(({ decision }) => decision === 'release')) this.#heartbeat.notify();
  }

  /** Each answer once: an old one says nothing of what a request is now. */
  #takeKept(): HeartbeatAnswer['kept'] | null {
    const answer = this.#keptAnswer;
    this.#keptAnswer = null;
    return answer;
  }

  /** The control plane is back, or accepts another token. */
  #tryNow(): void {
    for (const loop of this.#callers) loop.retryNow();
    for (const session of this.#sessions.loops()) session.notify();
  }

  #registered(): void {
    this.#health.registered();
    this.#claims.start();
    for (const loop of this.#afterRegistration) loop.start();
  }

  /** Room may have become free, or a new session wants its first renewal. */
  #changed(): void {
    this.#heartbeat.notify();
    this.#claims.notify();
  }
}
