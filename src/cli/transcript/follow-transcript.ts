import { closeSync, openSync, readSync } from 'node:fs';
import type { Clock } from '../../edge/clock.ts';

export interface Following {
  path: string;
  /** Only what is there now. */
  once: boolean;
  /** The session has ended: what is there then is all. */
  over: () => boolean;
  signal: AbortSignal;
  clock: Clock;
}

const chunkBytes = 64 * 1024;
const lookEveryMs = 100;

/** A growing file's bytes, until its session is over. */
export async function* followTranscript(following: Following): AsyncGenerator<Uint8Array> {
  const file = openSync(following.path, 'r');
  const buffer = Buffer.alloc(chunkBytes);
  try {
    for (let last = following.once; ; ) {
      const length = readSync(file, buffer);
      if (length > 0) yield new Uint8Array(buffer.subarray(0, length));
      else if (last || following.signal.aborted) return;
      else {
        last = following.over();
        await following.clock.sleep(last ? 0 : lookEveryMs, following.signal);
      }
    }
  } finally {
    closeSync(file);
  }
}
