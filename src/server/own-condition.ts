import type { LoopProgress } from '../core/loop-progress.ts';
import type { Loop } from '../edge/loop.ts';

export interface Listening {
  url: string;
  sinceMs: number;
}

/** What this control plane knows of itself: its loops, and where it listens. */
export class OwnCondition {
  readonly startedAtMs: number;
  #loops: readonly Loop[] = [];
  #listening: Listening | null = null;

  constructor(startedAtMs: number) {
    this.startedAtMs = startedAtMs;
  }

  runs(loops: readonly Loop[]): void {
    this.#loops = loops;
  }

  listens(listening: Listening): void {
    this.#listening = listening;
  }

  progress(): LoopProgress[] {
    return this.#loops.map((loop) => loop.progress());
  }

  /** Null while it serves only its own process. */
  listening(): Listening | null {
    return this.#listening;
  }
}
