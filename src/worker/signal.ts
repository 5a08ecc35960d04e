/** Tells one listener, set later, that something happened. */
export class Signal {
  #listener: (() => void) | null = null;

  listen(listener: () => void): void {
    this.#listener = listener;
  }

  fire(): void {
    this.#listener?.();
  }
}
