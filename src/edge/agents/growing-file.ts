import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { hasCode } from '../files.ts';

/** A rollout of a long session has tens of megabytes; one look must not hold up the worker. */
const longestReadBytes = 4 * 1024 * 1024;

export interface NewLines {
  lines: string[];
  /** False when more is waiting: what was read so far is not the present state yet. */
  atEnd: boolean;
}

/** Reads the whole lines that were appended to a file since the last look. A torn last line waits for its rest. */
export class GrowingFile {
  readonly #path: string;
  #offset: number;

  constructor(path: string, offset = 0) {
    this.#path = path;
    this.#offset = offset;
  }

  /** Null when the file cannot be opened: gone, or not readable. */
  read(): NewLines | null {
    const fd = openIfThere(this.#path);
    if (fd === null) return null;
    try {
      return this.#readFrom(fd);
    } finally {
      closeSync(fd);
    }
  }

  #readFrom(fd: number): NewLines {
    const waiting = fstatSync(fd).size - this.#offset;
    if (waiting <= 0) return { lines: [], atEnd: true };
    const chunk = Buffer.alloc(Math.min(waiting, longestReadBytes));
    const count = readSync(fd, chunk, 0, chunk.length, this.#offset);
    const end = chunk.lastIndexOf(newline, count - 1) + 1;
    const skipped = end === 0 && count === longestReadBytes ? count : end;
    this.#offset += skipped;
    const lines = chunk
      .toString('utf8', 0, end)
      .split('\n')
      .filter((line) => line !== '');
    return { lines, atEnd: waiting <= count };
  }
}

const newline = '\n'.charCodeAt(0);

function openIfThere(path: string): number | null {
  try {
    // A FIFO in its place must not stop this process.
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'EACCES')) return null;
    throw error;
  }
}
