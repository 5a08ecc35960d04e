import type { PlaneguardEvent } from '../protocol/event.ts';
import { Signal } from './signal.ts';

/** Events after which a request may be claimed: with an end, or a claim that was taken back, its repository has a free place. */
const queueing: ReadonlySet<string> = new Set(['queued', 'ended', 'claim_unconfirmed', 'restore_settled']);
const wishing: ReadonlySet<string> = new Set(['cancel_wished']);

/** Wakes who waits, right after each commit. Nothing is kept here: the database is what they read. */
export class EventFeed {
  /** A request may be claimed that could not be before. */
  readonly queued = new Signal();
  /** Somebody wished something of a worker. */
  readonly wished = new Signal();
  readonly #any = new Signal();
  readonly #ofRequest = new Map<string, Signal>();

  /** Aborts at the next event; of one request, when it is named. */
  ticket(requestId: string | null): AbortSignal {
    if (requestId === null) return this.#any.ticket();
    const signal = this.#ofRequest.get(requestId) ?? new Signal();
    this.#ofRequest.set(requestId, signal);
    return signal.ticket();
  }

  publish(events: readonly PlaneguardEvent[]): void {
    if (events.length === 0) return;
    if (events.some((event) => queueing.has(event.kind))) this.queued.raise();
    if (events.some((event) => wishing.has(event.kind))) this.wished.raise();
    for (const event of events) this.#wakeFollowersOf(event.requestId);
    this.#any.raise();
  }

  #wakeFollowersOf(requestId: string | null): void {
    if (requestId === null) return;
    const signal = this.#ofRequest.get(requestId);
    this.#ofRequest.delete(requestId);
    signal?.raise();
  }
}
