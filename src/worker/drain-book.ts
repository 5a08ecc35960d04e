import { existsSync } from 'node:fs';
import type { HealthBook } from './health-book.ts';

/** Whether a person wants this worker to claim nothing more. A file says so: it outlasts restarts. */
export class DrainBook {
  readonly #path: string;
  readonly #health: HealthBook;
  readonly #onChange: () => void;
  #draining = false;
  #changed = new AbortController();

  constructor(options: { path: string; health: HealthBook; onChange: () => void }) {
    this.#path = options.path;
    this.#health = options.health;
    this.#onChange = options.onChange;
    this.#draining = existsSync(this.#path);
    this.#health.draining(this.#draining);
  }

  isDraining(): boolean {
    return this.#draining;
  }

  /** Aborts when that changes: a claim that waits is called off. */
  changed(): AbortSignal {
    return this.#changed.signal;
  }

  look(): void {
    const wanted = existsSync(this.#path);
    if (wanted === this.#draining) return;
    this.#draining = wanted;
    this.#health.draining(wanted);
    const before = this.#changed;
    this.#changed = new AbortController();
    before.abort();
    this.#onChange();
  }
}
