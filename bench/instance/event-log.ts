import { systemClock } from '../../src/edge/clock.ts';
import type { ControlPlaneClient } from '../../src/edge/control-plane-client.ts';
import type { PlaneguardEvent } from '../../src/protocol/event.ts';
import { type Moment, Moments } from '../place/moments.ts';

/** Follows all events as any client does, over SSE, and keeps when each was seen. */
export class EventLog {
  readonly #moments = new Moments<PlaneguardEvent>();
  /** How many of each kind were heard. */
  readonly #counts = new Map<string, number>();

  constructor(client: ControlPlaneClient, signal: AbortSignal) {
    void this.#follow(client, signal);
  }

  async #follow(client: ControlPlaneClient, signal: AbortSignal): Promise<void> {
    for await (const event of client.followEvents({ afterSeq: 0, clock: systemClock, signal })) {
      this.#moments.hear(`${event.kind} of ${event.requestId}`, event);
      const count = (this.#counts.get(event.kind) ?? 0) + 1;
      this.#counts.set(event.kind, count);
      this.#moments.hear(`${event.kind} number ${count}`, event);
    }
  }

  /** The first event of that kind of a request. */
  until(kind: string, requestId: string): Promise<Moment<PlaneguardEvent>> {
    return this.#moments.until(`${kind} of ${requestId}`);
  }

  /** The first, second, ... event of that kind, whosesoever it is. */
  untilNth(kind: string, nth: number): Promise<Moment<PlaneguardEvent>> {
    return this.#moments.until(`${kind} number ${nth}`);
  }
}
