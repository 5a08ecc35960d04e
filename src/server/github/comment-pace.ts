export interface PacePolicy {
  /** Between two comments, whatever they are about. */
  betweenMs: number;
  /** Between two edits of the same: what changes meanwhile is one edit. */
  sameMs: number;
}

/** What has changed and waits for its comment, in the order of the changes. */
export class CommentPace {
  readonly #policy: PacePolicy;
  /** When each may be looked at. */
  readonly #waiting = new Map<string, number>();
  readonly #writtenAtMs = new Map<string, number>();
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(policy: PacePolicy) {
    this.#policy = policy;
  }

  changed(key: string): void {
    if (!this.#waiting.has(key)) this.#waiting.set(key, Number.NEGATIVE_INFINITY);
  }

  /** Not before then, as after a failure. */
  postpone(key: string, untilMs: number): void {
    this.#waiting.set(key, untilMs);
  }

  settled(key: string): void {
    this.#waiting.delete(key);
  }

  written(key: string, nowMs: number): void {
    this.#waiting.delete(key);
    this.#writtenAtMs.set(key, nowMs);
    this.#lastMs = nowMs;
    for (const [known, atMs] of this.#writtenAtMs)
      if (nowMs - atMs >= this.#policy.sameMs) this.#writtenAtMs.delete(known);
  }

  /** What may be looked at now. */
  due(nowMs: number): string[] {
    return [...this.#waiting.keys()].filter((key) => this.#dueMs(key) <= nowMs);
  }

  /** How long until something is due; null when nothing waits. */
  waitMs(nowMs: number): number | null {
    const all = [...this.#waiting.keys()].map((key) => this.#dueMs(key));
    return all.length === 0 ? null : Math.max(0, Math.min(...all) - nowMs);
  }

  #dueMs(key: string): number {
    const { betweenMs, sameMs } = this.#policy;
    const same = (this.#writtenAtMs.get(key) ?? Number.NEGATIVE_INFINITY) + sameMs;
    return Math.max(this.#waiting.get(key) ?? 0, this.#lastMs + betweenMs, same);
  }
}
