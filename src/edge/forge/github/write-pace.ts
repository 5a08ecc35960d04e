/** How many writes may lie within a minute and an hour, this one included. */
export interface WriteBounds {
  perMinute: number;
  perHour: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** When the writes of the last hour were made, on the boot clock. */
export class WritePace {
  #madeAtMs: number[] = [];

  /** How long until another one keeps within these bounds. */
  waitMs({ perMinute, perHour }: WriteBounds, nowMs: number): number {
    this.#madeAtMs = this.#madeAtMs.filter((atMs) => nowMs - atMs < hourMs);
    const fits = (most: number, withinMs: number): number =>
      (this.#madeAtMs.at(-most) ?? Number.NEGATIVE_INFINITY) + withinMs - nowMs;
    return Math.max(0, fits(perMinute, minuteMs), fits(perHour, hourMs));
  }

  made(nowMs: number): void {
    this.#madeAtMs.push(nowMs);
  }
}
