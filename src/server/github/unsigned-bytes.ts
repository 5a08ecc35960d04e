/** How much of bodies is in memory at once that nobody is known to have signed. */
export class UnsignedBytes {
  #left: number;

  constructor(most: number) {
    this.#left = most;
  }

  /** Whether there was room; then `give` it back. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  give(bytes: number): void {
    this.#left += bytes;
  }
}
