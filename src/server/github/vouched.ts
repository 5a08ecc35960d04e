/** Who may do what is known for so long at a claim. */
const freshMs = 30_000;

/**
 * Which queued requests of issues were just seen to be wanted still by somebody who may start work: only these are granted.
 * Whoever asks for a grant leaves here what has to be looked at. Times are of the boot clock, milliseconds.
 */
export class Vouched {
  readonly #until = new Map<string, number>();
  readonly #doubted = new Set<string>();
  /** Those that could not be looked at, so that they hold up no others. */
  readonly #passedOver = new Map<string, number>();
  /** Called when there is something to look at. */
  onDoubt: () => void = () => undefined;

  vouch(requestId: string, nowMs: number): void {
    this.#until.set(requestId, nowMs + freshMs);
    this.#doubted.delete(requestId);
    this.#passedOver.delete(requestId);
  }

  doubt(requestId: string): void {
    this.#doubted.add(requestId);
    this.onDoubt();
  }

  passOver(requestId: string, untilMs: number): void {
    this.#doubted.delete(requestId);
    this.#passedOver.set(requestId, untilMs);
  }

  /** Each until it is vouched for or passed over. */
  doubted(): string[] {
    return [...this.#doubted];
  }

  fresh(nowMs: number): string[] {
    return stillIn(this.#until, nowMs);
  }

  /** Those that are not to be doubted again yet. */
  waiting(nowMs: number): string[] {
    return [...this.#doubted, ...stillIn(this.#passedOver, nowMs)];
  }
}

/** Forgets the others. */
function stillIn(until: Map<string, number>, nowMs: number): string[] {
  for (const [id, untilMs] of until) if (untilMs <= nowMs) until.delete(id);
  return [...until.keys()];
}
