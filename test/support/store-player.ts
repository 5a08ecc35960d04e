import { requestIdFrom } from '../../src/core/ids.ts';
import { noLimits } from '../../src/core/repository-limits.ts';
import type { AttemptEvent } from '../../src/protocol/worker.ts';
import { addEvidence } from '../../src/store/add-evidence.ts';
import { addFeedback } from '../../src/store/add-feedback.ts';
import { addRequest } from '../../src/store/add-request.ts';
import { type Applied, applyAttemptEvent } from '../../src/store/apply-attempt-event.ts';
import { cancelRequest } from '../../src/store/cancel-request.ts';
import { claimRequest } from '../../src/store/claim-request.ts';
import { expireLease } from '../../src/store/expire-lease.ts';
import type { AttemptRecord } from '../../src/store/find-attempt.ts';
import { movePullRequest } from '../../src/store/move-pull-request.ts';
import { registerWorker } from '../../src/store/register-worker.ts';
import { retryRequest } from '../../src/store/retry-request.ts';
import { returnClaim } from '../../src/store/return-claim.ts';
import { takeHeartbeat } from '../../src/store/take-heartbeat.ts';
import type { Operation } from '../../src/store/writer.ts';
import type { TestStore } from './open-store.ts';
import type { Step } from './store-steps.ts';
import { ended, newRequest, session } from './worker-calls.ts';

const chance = { policy: { attempts: 2, baseMs: 1_000, capMs: 4_000 }, random: 0.5 };
const at = '2030-01-01T00:00:00.000Z';
const anything = {
  only: null,
  agents: null,
  without: [],
  limitsOf: () => noLimits,
  vouching: { vouched: [], waiting: [] },
  longestPauseMs: 4_000,
};
const workerId = (index: number) => `w0000000${index}`;
const publish: AttemptEvent['body'] = {
  type: 'pull_request',
  title: 'Title',
  body: '',
  draft: false,
  head: 'branch',
  headSha: 'a1',
  base: 'main',
};

/** Plays steps against a store, and remembers whom it has granted what. */
export class StorePlayer {
  readonly #store: TestStore;
  readonly requestIds: string[] = [];
  /** As they were granted, by whichever worker. */
  readonly attempts: AttemptRecord[] = [];
  acceptedEvidence = 0;
  #counter = 0;

  constructor(store: TestStore) {
    this.#store = store;
  }

  async begin(): Promise<void> {
    for (const index of [0, 1]) {
      const worker = {
        id: workerId(index),
        instance: 'i',
        name: 'host',
        version: '1',
        labels: [],
        capacity: 2,
        containment: null,
        tokenId: 't1',
      };
      await this.#write((write) => registerWorker(write, worker));
    }
    await this.play({ kind: 'add' });
  }

  /** What a holder's event was answered; null for every other step. */
  async play(step: Step): Promise<{ attempt: AttemptRecord; fence: number; applied: Applied } | null> {
    switch (step.kind) {
      case 'launch':
        return this.#event(step, { type: 'launched', session, timings: {} });
      case 'publish':
        return this.#event(step, publish);
      case 'end':
        return this.#event(step, ended(step.outcome));
      default:
        await this.#other(step);
        return null;
    }
  }

  async #other(step: Exclude<Step, { kind: 'launch' | 'publish' | 'end' }>): Promise<void> {
    switch (step.kind) {
      case 'add':
        return this.#add();
      case 'claim':
        return this.#claim(step.worker);
      case 'confirm':
        return this.#confirm(step.worker, step.mask);
      case 'evidence':
      case 'expire':
      case 'return_claim':
        return this.#onAttempt(step.kind, pick(this.attempts, step.attempt));
      case 'wait':
        this.#store.time.nowMs += step.ms;
        return;
      case 'cancel':
      case 'feedback':
      case 'merge':
      case 'close':
      case 'retry':
        return this.#byPerson(step, pick(this.requestIds, step.request));
      default:
        return step satisfies never;
    }
  }

  async #add(): Promise<void> {
    if (this.requestIds.length >= 4) return;
    const id = requestIdFrom(new Uint8Array(8).fill(this.requestIds.length));
    this.requestIds.push(id);
    await this.#write((write) => addRequest(write, { id, wanted: newRequest, idempotency: null }));
  }

  async #claim(worker: number): Promise<void> {
    const who = { workerId: workerId(worker), workerName: 'host', claimId: this.#id() };
    const claimed = await this.#write((write) => claimRequest(write, { ...who, ...anything }));
    if (claimed.kind === 'granted') this.attempts.push(claimed.grant.attempt);
  }

  async #confirm(worker: number, mask: number): Promise<void> {
    const listed = this.attempts.filter((_attempt, index) => (mask & (1 << (index % 8))) !== 0);
    const attempts = listed.map(({ id }) => ({
      attemptId: id,
      activity: null,
      activitySince: null,
      ports: null,
    }));
    const said = { workerId: workerId(worker), instance: 'i', health: 'healthy', reason: null } as const;
    const heartbeat = { ...said, capacity: 2, attempts, kept: [], quarantine: [], disk: null, paused: [] };
    await this.#write((write) => takeHeartbeat(write, heartbeat, () => undefined));
  }

  async #onAttempt(
    kind: 'evidence' | 'expire' | 'return_claim',
    attempt: AttemptRecord | null,
  ): Promise<void> {
    if (attempt === null) return;
    if (kind === 'return_claim') await this.#write((write) => returnClaim(write, attempt.id, chance));
    if (kind === 'expire') {
      const input = { attemptId: attempt.id, isOver: () => true, chance };
      await this.#write((write) => expireLease(write, input));
    }
    if (kind !== 'evidence') return;
    const evidence = {
      eventId: this.#id(),
      workerId: attempt.worker_id,
      at,
      kind: 'exit',
      data: {},
    } as const;
    const added = await this.#write((write) => addEvidence(write, attempt.id, evidence));
    if (added.kind === 'accepted') this.acceptedEvidence += 1;
  }

  async #byPerson(
    step: Extract<Step, { kind: 'cancel' | 'feedback' | 'merge' | 'close' | 'retry' }>,
    requestId: string | null,
  ): Promise<void> {
    if (requestId === null) return;
    const feedback = { id: this.#id(), requestId, source: 'operator', text: 'More.' } as const;
    if (step.kind === 'cancel') await this.#write((write) => cancelRequest(write, requestId, 'by_operator'));
    if (step.kind === 'feedback') await this.#write((write) => addFeedback(write, feedback));
    if (step.kind === 'retry') await this.#write((write) => retryRequest(write, requestId, step.fresh));
    if (step.kind === 'merge' || step.kind === 'close') {
      const state = step.kind === 'merge' ? 'merged' : 'closed';
      await this.#write((write) => movePullRequest(write, { requestId, state, sha: 'm1' }));
    }
  }

  async #event(step: { attempt: number; fenceOff: number }, body: AttemptEvent['body']) {
    const attempt = pick(this.attempts, step.attempt);
    if (attempt === null) return null;
    const fence = Math.max(1, attempt.number + step.fenceOff);
    const event = { eventId: this.#id(), fence, workerId: attempt.worker_id, at, body };
    const applied = await this.#write((write) =>
      applyAttemptEvent(write, { attemptId: attempt.id, event, chance }),
    );
    return { attempt, fence, applied };
  }

  #write<T>(operation: Operation<T>): Promise<T> {
    return this.#store.writer.write(operation);
  }

  #id(): string {
    this.#counter += 1;
    return `id-${String(this.#counter).padStart(8, '0')}`;
  }
}

const pick = <T>(list: readonly T[], index: number): T | null => list[index % (list.length || 1)] ?? null;
