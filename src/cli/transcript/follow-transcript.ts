import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { Clock } from '../../edge/clock.ts';
import { hasCode } from '../../edge/files.ts';

export interface Following {
  /** The file that grows, and the one that it becomes when it is full. */
  path: string;
  earlierPath: string;
  /** Only what is there now. */
  once: boolean;
  /** The session has ended: what is there then is all. */
  over: () => boolean;
  signal: AbortSignal;
  clock: Clock;
}

const chunkBytes = 64 * 1024;
const lookEveryMs = 100;

/** The bytes of a transcript, across its files, until its session is over. */
export async function* followTranscript(following: Following): AsyncGenerator<Uint8Array> {
  let file: OpenFile | null = null;
  try {
    for (let last = following.once; ; ) {
      if (file !== null) yield* restOf(file);
      const next = openNext(file, following);
      if (next !== null) {
        // Nobody writes into it any more, but somebody did since it was read.
        if (file !== null) yield* restOf(file);
        close(file);
        file = next;
        continue;
      }
      if (last || following.signal.aborted) return;
      last = following.over();
      await following.clock.sleep(last ? 0 : lookEveryMs, following.signal);
    }
  } finally {
    close(file);
  }
}

interface OpenFile {
  fd: number;
  /** Stays its own when it is renamed, and nobody else's while it is open. */
  inode: number;
}

function* restOf({ fd }: OpenFile): Generator<Uint8Array> {
  const buffer = Buffer.alloc(chunkBytes);
  for (let length = readSync(fd, buffer); length > 0; length = readSync(fd, buffer)) {
    yield new Uint8Array(buffer.subarray(0, length));
  }
}

/** The file after this one; null when this one is the newest. Two turns in between lose what was in the middle. */
function openNext(file: OpenFile | null, { path, earlierPath }: Following): OpenFile | null {
  // The newest first: when it is moved in between, it is found twice, not passed over.
  const newest = openIfThere(path);
  const earlier = openIfThere(earlierPath);
  const files = [earlier, newest === null || newest.inode === earlier?.inode ? null : newest];
  const there = files.filter((each) => each !== null);
  const next = there[there.findIndex(({ inode }) => inode === file?.inode) + 1] ?? null;
  for (const each of [newest, earlier]) if (each !== next) close(each);
  return next;
}

function openIfThere(path: string): OpenFile | null {
  try {
    const fd = openSync(path, 'r');
    return { fd, inode: fstatSync(fd).ino };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function close(file: OpenFile | null): void {
  if (file !== null) closeSync(file.fd);
}
