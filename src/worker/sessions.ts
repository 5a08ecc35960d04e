import { adoptionSummary } from '../core/adoption.ts';
import { signOf } from '../core/breaker.ts';
import { waitsToBeHeard } from '../core/decide/ending.ts';
import { attemptId } from '../core/ids.ts';
import type { SessionFacts, SessionPolicy } from '../core/session-facts.ts';
import { Lineage } from '../edge/processes/lineage.ts';
import type { Evidence, Wish } from '../protocol/worker.ts';
import { verifyLimitMs } from './act/judge.ts';
import { adopted } from './adopted.ts';
import { AgentBreakers } from './agent-breakers.ts';
import type { WorkerContext } from './context.ts';
import { DeathDoubt } from './death-doubt.ts';
import { DiskBook } from './disk-book.ts';
import { DrainBook } from './drain-book.ts';
import type { HealthBook } from './health-book.ts';
import { restoreRecords } from './journal/restore-records.ts';
import { copyRecord, saveRecord } from './journal/save-record.ts';
import { memoryOf, type SessionRecord } from './journal/session-record.ts';
import { QuarantineBook } from './residue/quarantine-book.ts';
import { ReviewSchedule } from './review-schedule.ts';
import { Session } from './session/session.ts';
import { SessionLoop } from './session/session-loop.ts';
import { type TakenUp, takenUp } from './taken-up.ts';

export interface SessionsOptions {
  context: WorkerContext;
  health: HealthBook;
  /** Something changed that the control plane should hear before the next heartbeat is due. */
  onChange: () => void;
}

/** How long a worker that leaves waits for the control plane to take the ends of its stopped sessions. */
const reportWithinMs = 10_000;
const stopCheckMs = 200;

/** All sessions of one worker: those that a loop looks after, and those that are over but keep a workspace. */
export class Sessions {
  readonly context: WorkerContext;
  readonly health: HealthBook;
  readonly reviews = new ReviewSchedule();
  readonly quarantine: QuarantineBook;
  readonly disk: DiskBook;
  readonly drain: DrainBook;
  readonly breakers: AgentBreakers;
  /** What was found at the start of what earlier processes had left. */
  readonly takenUp: TakenUp[] = [];
  /** Whose each process is, as far as it was ever seen. */
  readonly lineage: Lineage;
  readonly #policy: SessionPolicy;
  readonly #onChange: () => void;
  readonly #deathDoubt: DeathDoubt;
  readonly #loops = new Map<string, SessionLoop>();
  readonly #kept = new Map<string, SessionRecord>();
  readonly #emptied = Promise.withResolvers<void>();
  readonly #underReview = new Set<string>();
  #claiming = true;

  constructor({ context, health, onChange }: SessionsOptions) {
    this.context = context;
    this.health = health;
    this.#onChange = onChange;
    this.quarantine = new QuarantineBook(context);
    this.lineage = new Lineage(context.workerId);
    const floorBytes = context.config.retention.minFreeDiskBytes;
    this.drain = new DrainBook({ path: context.layout.drain, health, onChange });
    this.disk = new DiskBook({ path: context.layout.root, floorBytes, health, onChange });
    this.breakers = new AgentBreakers(context, health);
    this.#deathDoubt = new DeathDoubt(context, () => this.loops().map(({ session }) => session));
    const { settleAfterMs, stallAfterMs, maxDurationMs, readyWithinMs } = context.config.session;
    this.#policy = { settleAfterMs, stallAfterMs, maxDurationMs, readyWithinMs, verifyLimitMs };
  }

  /** Takes up every session that the journal knows, or has lost, whatever was under way. */
  adopt(): void {
    restoreRecords(this.context);
    for (const record of this.context.journal.sessions()) {
      if (record.state !== 'ended') this.#takeUp(record);
      else if (record.kept !== null) this.#kept.set(record.id, record);
      else this.#forget(record);
    }
    this.breakers.takeUp((id) => this.#loops.has(id));
    this.#tellTakenUp();
  }

  #takeUp(record: SessionRecord): void {
    const taken = adopted(this.context, record);
    this.takenUp.push(takenUp(this.context, taken));
    this.#start(taken);
  }

  #tellTakenUp(): void {
    const waiting = this.quarantine.items().filter((item) => !item.released);
    this.takenUp.push(...waiting.map(({ id }) => ({ id, as: 'quarantined' as const })));
    const summary = adoptionSummary(this.takenUp.map((each) => each.as));
    if (summary !== null) this.context.log.info({ sessions: this.takenUp }, summary);
  }

  /** A granted claim becomes a session. */
  accept(record: SessionRecord): void {
    this.context.journal.accept(record);
    this.breakers.began(record.grant.request.agent, record.id);
    this.#start(record);
    this.#onChange();
  }

  loops(): SessionLoop[] {
    return [...this.#loops.values()];
  }

  find(sessionId: string): SessionLoop | null {
    return this.#loops.get(sessionId) ?? null;
  }

  kept(): SessionRecord[] {
    return [...this.#kept.values()];
  }

  /** A session that is over and whose workspace is kept, found or proven only now: it is looked at again soon. */
  keep(record: SessionRecord): void {
    saveRecord(this.context, record);
    this.reviews.forget(record.id);
    this.#rest(record);
    this.#onChange();
  }

  /** The control plane is to hear soon what has become of residue. */
  residueChanged(): void {
    this.#onChange();
  }

  capacity(): number {
    return this.context.config.worker.capacity;
  }

  /** @param only a request that gets a place whatever else is adopted, unless it has one. */
  free(only: string | null): number {
    if (!this.#claiming) return 0;
    if (only !== null) return 1 - this.#loopsOf(only).length;
    const taken = this.loops().filter(({ session }) => !waitsToBeHeard(memoryOf(session.record)));
    return this.capacity() - taken.length;
  }

  isClaiming(): boolean {
    return this.#claiming;
  }

  stopClaiming(): void {
    this.#claiming = false;
  }

  /** What a person wants of a session; of another attempt than ours it is nothing to us. */
  wish({ requestId, fence, reason }: Wish): void {
    this.#cancel(this.find(attemptId(requestId, fence)), reason);
  }

  /** @param only the sessions of this request; all when undefined. */
  cancelAll(only?: string): void {
    for (const loop of this.#loopsOf(only)) this.#cancel(loop, 'by_operator');
  }

  /**
   * Resolves when no session is looked after any more; or when all are stopped and the control plane has not taken
   * their ends for a while: the journal keeps those for the next start.
   * @param only the sessions of this request; all when undefined.
   */
  async allStopped(only?: string): Promise<void> {
    const { clock } = this.context;
    let reportUntilMs = clock.monotonicMs() + reportWithinMs;
    while (this.#loopsOf(only).length > 0 && clock.monotonicMs() < reportUntilMs) {
      const running = this.#loopsOf(only).some(({ session }) => session.record.stop === null);
      if (running) reportUntilMs = clock.monotonicMs() + reportWithinMs;
      await Promise.race([this.#emptied.promise, clock.sleep(stopCheckMs)]);
    }
  }

  #loopsOf(only: string | undefined): SessionLoop[] {
    const loops = this.loops();
    return only === undefined ? loops : loops.filter(({ session }) => session.requestId === only);
  }

  isUnderReview(sessionId: string): boolean {
    return this.#underReview.has(sessionId);
  }

  async stopLooking(): Promise<void> {
    await Promise.all(this.loops().map((loop) => loop.stop()));
  }

  /** Looks at one kept workspace with what its request has become; never twice at the same time. */
  async reviewKept(
    sessionId: string,
    look: (record: SessionRecord) => Promise<{ kept: SessionRecord['kept']; evidence: Evidence }>,
  ): Promise<void> {
    const record = this.#kept.get(sessionId);
    if (!record || this.#underReview.has(sessionId)) return;
    this.#underReview.add(sessionId);
    try {
      const { kept, evidence } = await look(record);
      if (kept?.why !== record.kept?.why) this.#settleKept({ ...record, kept }, evidence);
    } finally {
      this.#underReview.delete(sessionId);
    }
  }

  #settleKept(record: SessionRecord, evidence: Evidence): void {
    saveRecord(this.context, record, [evidence]);
    this.context.evidenceAdded.fire();
    this.#rest(record);
    this.#onChange();
  }

  #cancel(loop: SessionLoop | null, reason: Wish['reason']): void {
    if (loop === null || loop.session.record.cancelled !== null) return;
    loop.session.update({ cancelled: reason });
    loop.notify();
  }

  #start(record: SessionRecord): void {
    const session = new Session(this.context, record);
    const loop = new SessionLoop(session, this.#policy, {
      ended: (ended) => this.#ended(ended),
      looked: (looked, facts) => this.#learn(looked, facts),
      activityChanged: () => this.#onChange(),
      doubtsDeaths: () => this.#deathDoubt.doubts(),
    });
    this.#loops.set(record.id, loop.start());
  }

  /** What a session shows of its agent concerns all others that would begin with it. */
  #learn({ id, record }: Session, { memory, turn }: SessionFacts): void {
    const { agent } = record.grant.request;
    const sign = signOf({ ...memory, turn }, this.context.clock.bootMs());
    if (sign !== null) this.breakers.told(agent, id, sign);
  }

  #ended(session: Session): void {
    if (!this.#loops.delete(session.id)) return;
    this.breakers.told(session.record.grant.request.agent, session.id, { kind: 'ended' });
    this.#rest(session.record);
    this.#sawAtItsEnd(session.record);
    this.#onChange();
    if (this.#loops.size === 0 && !this.#claiming) this.#emptied.resolve();
  }

  /** Cleaning has just looked into the workspace, knowing what its request had become. */
  #sawAtItsEnd({ id, kept, reportedAs }: SessionRecord): void {
    if (kept === null || reportedAs === null || reportedAs === 'refused') return;
    this.reviews.looked(id, reportedAs, this.context.clock.bootMs());
  }

  /** Over: it stays known only while its workspace is kept. */
  #rest(record: SessionRecord): void {
    if (record.kept !== null) {
      this.#kept.set(record.id, record);
      return;
    }
    this.#kept.delete(record.id);
    this.reviews.forget(record.id);
    this.#forget(record);
  }

  /** The copy has to say first that it is over: it may not bring back what the journal no longer has. */
  #forget(record: SessionRecord): void {
    copyRecord(this.context, record);
    this.context.journal.forget(record.id);
  }
}
