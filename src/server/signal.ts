/**
 * Wakes those who wait for a change. Take a ticket, then look, then sleep until the ticket aborts:
 * a change between the look and the sleep is not missed.
 */
export class Signal {
  #current = new AbortController();

  ticket(): AbortSignal {
    return this.#current.signal;
  }

  raise(): void {
    const before = this.#current;
    this.#current = new AbortController();
    before.abort();
  }
}
