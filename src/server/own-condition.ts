import type { LoopProgress } from '../core/loop-progress.ts';
import type { Loop } from '../edge/loop.ts';

export interface Listening {
  url: string;
  sinceMs: number;
}

/** Why nothing can be written, and since when (wall clock). */
export interface StorageTrouble {
  reason: string;
  sinceMs: number;
}

/** What this control plane knows of itself: its loops, its storage, and where it listens. */
export class OwnCondition {
  readonly startedAtMs: number;
  #loops: readonly Loop[] = [];
  #listening: Listening | null = null;
  #storage: StorageTrouble | null = null;

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

  /** Whether that is news; its time stays while it lasts. */
  storageFails(reason: string, nowMs: number): boolean {
    const isNew = this.#storage === null;
    this.#storage = { reason, sinceMs: this.#storage?.sinceMs ?? nowMs };
    return isNew;
  }

  /** Whether that is news. */
  storageWorks(): boolean {
    const isNew = this.#storage !== null;
    this.#storage = null;
    return isNew;
  }

  /** Null while it can be written. */
  storage(): StorageTrouble | null {
    return this.#storage;
  }

  /** Null while it serves only its own process. */
  listening(): Listening | null {
    return this.#listening;
  }
}
