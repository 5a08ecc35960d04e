import { createHmac, randomUUID } from 'node:crypto';
import { until } from '../until.ts';
import type { Json } from './api.ts';

export interface Hook {
  id: number;
  url: string;
  secret: string | null;
  events: readonly string[];
  active: boolean;
}

export interface Delivery {
  /** The same when it is sent again. */
  id: string;
  event: string;
  payload: Json;
}

/** A delivery that was tried; `status` is null when nobody answered. */
export interface Sent extends Delivery {
  hook: number;
  status: number | null;
}

const patienceMs = 10_000;

export const signature = (secret: string, body: string | Buffer): string =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Has the deliveries of the forge in its hand: passes each on at once, or keeps them until told. */
export class Relay {
  readonly hooks = new Map<number, Hook>();
  readonly sent: Sent[] = [];
  readonly held: Delivery[] = [];
  #holds = false;
  #lost = false;
  #sending: Promise<void> = Promise.resolve();

  /** Keeps what comes from now on. */
  hold(): void {
    this.#holds = true;
  }

  /** Nothing reaches anybody from now on, as when no webhook can be received. */
  lose(): void {
    this.#lost = true;
  }

  /** Passes on at once again; what was held stays so. */
  resume(): void {
    this.#holds = false;
    this.#lost = false;
  }

  /** Sends what is held, in the order and number that `arrange` gives, and waits for the answers. */
  async release(arrange = (held: readonly Delivery[]): readonly Delivery[] => held): Promise<void> {
    for (const delivery of arrange(this.held.splice(0))) this.#send(delivery);
    await this.idle();
  }

  /** Sends a delivery again, with its id. */
  async again(delivery: Delivery): Promise<void> {
    this.#send(delivery);
    await this.idle();
  }

  /** A delivery of the forge, or one that it should have made. */
  take(event: string, payload: Json): void {
    if (this.#lost) return;
    const delivery = { id: randomUUID(), event, payload };
    if (this.#holds) this.held.push(delivery);
    else this.#send(delivery);
  }

  /** Waits until every delivery taken so far was answered. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  /** Waits for a delivery to be sent, as `issues.labeled`, or to be held. */
  until(name: string, withinMs?: number): Promise<Delivery> {
    return until(
      () => `${name} is delivered; there were ${[...this.sent, ...this.held].map(nameOf).join(', ')}`,
      () => [...this.sent, ...this.held].findLast((each) => nameOf(each) === name),
      withinMs,
    );
  }

  #send(delivery: Delivery): void {
    this.#sending = this.#sending.then(() => this.#deliver(delivery));
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const wanting = [...this.hooks.values()].filter(
      ({ active, events }) =>
        active && (delivery.event === 'ping' || events.includes('*') || events.includes(delivery.event)),
    );
    for (const hook of wanting)
      this.sent.push({ ...delivery, hook: hook.id, status: await post(hook, delivery) });
  }
}

export const nameOf = ({ event, payload }: Pick<Delivery, 'event' | 'payload'>): string =>
  payload.action === undefined ? event : `${event}.${payload.action}`;

async function post(hook: Hook, { id, event, payload }: Delivery): Promise<number | null> {
  const body = JSON.stringify(payload);
  try {
    const answer = await fetch(hook.url, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(patienceMs),
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/044aadd',
        'x-github-event': event,
        'x-github-delivery': id,
        'x-github-hook-id': `${hook.id}`,
        'x-github-hook-installation-target-type': 'repository',
        ...(hook.secret === null ? {} : { 'x-hub-signature-256': signature(hook.secret, body) }),
      },
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}
