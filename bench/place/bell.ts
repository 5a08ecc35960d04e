import { closeSync, constants, openSync } from 'node:fs';
import { type DoorbellListener, listenDoorbell } from '../../src/edge/doorbell.ts';
import { type Moment, Moments } from './moments.ts';

/** A pipe that agents write a line to: heard within a millisecond, and no polling falsifies what is measured. */
export class Bell {
  readonly path: string;
  readonly #moments = new Moments<null>();
  readonly #listener: DoorbellListener | null;
  /** Held open, so that the pipe does not end with each agent. */
  readonly #held: number;

  constructor(path: string) {
    this.path = path;
    this.#held = openSync(path, constants.O_RDWR);
    this.#listener = listenDoorbell(path, (word) => this.#moments.hear(word, null));
  }

  until(word: string, sessionId: string): Promise<Moment<null>> {
    return this.#moments.until(`${word} ${sessionId}`);
  }

  close(): void {
    this.#listener?.close();
    closeSync(this.#held);
  }
}
