import { type Refusal, refusal } from '../store/refusal.ts';

/** An instance counts as alive while it was heard of within this many heartbeats. */
const aliveHeartbeats = 3;

interface Candidate {
  workerId: string;
  instance: string;
  takeover: boolean;
}

interface Presence {
  instance: string;
  name: string;
  /** Boot clock. */
  heardAtMs: number;
  stopped: boolean;
}

/** Which process speaks for each worker id. Two at once are refused: they would fight over sessions. */
export class WorkerPresence {
  readonly #heartbeatMs: number;
  readonly #startedAtMs: number;
  readonly #workers = new Map<string, Presence>();

  constructor(heartbeatMs: number, startedAtMs: number) {
    this.#heartbeatMs = heartbeatMs;
    this.#startedAtMs = startedAtMs;
  }

  remember(workerId: string, presence: Presence): void {
    this.#workers.set(workerId, presence);
  }

  /** @param takeover the instance holds the worker's kernel lock, so the one before is dead. */
  mayRegister(worker: Candidate, nowMs: number): { kind: 'free' } | Refusal {
    const known = this.#workers.get(worker.workerId);
    if (!known || worker.takeover || known.stopped || known.instance === worker.instance) return free;
    // Before our start nobody could reach us: only silence since then says anything.
    const silentMs = nowMs - Math.max(known.heardAtMs, this.#startedAtMs);
    if (silentMs > aliveHeartbeats * this.#heartbeatMs) return free;
    return conflict(worker.workerId);
  }

  /** Whether this process speaks for the worker; then it was heard now. */
  hear(workerId: string, instance: string, nowMs: number): { kind: 'heard' } | Refusal {
    const known = this.#workers.get(workerId);
    if (!known) {
      return refusal('not_found', `The worker ${workerId} is not registered here: register it first.`);
    }
    if (known.instance !== instance) return conflict(workerId);
    known.heardAtMs = nowMs;
    return { kind: 'heard' };
  }

  /** A clean stop frees the id at once. */
  stop(workerId: string): void {
    const known = this.#workers.get(workerId);
    if (known) known.stopped = true;
  }

  silentForMs(workerId: string, nowMs: number): number {
    const known = this.#workers.get(workerId);
    return known ? nowMs - known.heardAtMs : Number.POSITIVE_INFINITY;
  }

  nameOf(workerId: string): string {
    return this.#workers.get(workerId)?.name ?? workerId;
  }
}

const free = { kind: 'free' } as const;

const conflict = (workerId: string): Refusal =>
  refusal(
    'worker_conflict',
    `Another instance of the worker ${workerId} is alive: stop it, or give this one its own state directory.`,
  );
