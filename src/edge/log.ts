import { copyFileSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { pino } from 'pino';

/** What daemons write for operators: one JSON object per line. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(fields: object): Log;
}

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Secrets never reach a log, whatever object they come in. */
const secrets = ['token', 'authorization', '*.token', '*.authorization'];

/** What waits for a disk that is full, in characters; more is lost. */
const longestBacklog = 256 * 1024;

/**
 * A log into a file (appended, each line at once), or to stderr. Lines that cannot be written (disk full, terminal
 * gone) wait for the next one that can: nobody ends because he could not say something. A full file becomes
 * `<path>.1`, in the place of the one before: nobody else may write into it.
 * @param maxBytes what both may take together.
 */
export function openLog(
  path: string | null,
  level: LogLevel = 'info',
  maxBytes = Number.POSITIVE_INFINITY,
): Log {
  const destination = pino.destination({
    dest: path ?? 2,
    append: true,
    sync: true,
    mkdir: false,
    maxLength: longestBacklog,
  });
  destination.on('error', () => undefined);
  const stream = path === null ? destination : rotating(destination, { path, maxBytes });
  return pino({ level, base: null, redact: { paths: secrets, censor: '[secret]' } }, stream);
}

type Destination = ReturnType<typeof pino.destination>;

function rotating(destination: Destination, { path, maxBytes }: { path: string; maxBytes: number }) {
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    write(line: string): void {
      const bytes = Buffer.byteLength(line);
      if (size + bytes > maxBytes / 2 && turnOver(destination, path)) size = 0;
      size += bytes;
      destination.write(line);
    },
  };
}

/** Where that fails, as on a disk without an inode, the file goes on to grow. */
function turnOver(destination: Destination, path: string): boolean {
  try {
    renameSync(path, earlierLog(path));
    destination.reopen();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** Where a log's file goes when it is full. */
export const earlierLog = (path: string): string => `${path}${earlierSuffix}`;

export const isEarlierLog = (path: string): boolean => path.endsWith(earlierSuffix);

const earlierSuffix = '.1';

/**
 * Keeps a file short that several programs append to and nobody can open anew: what it holds is copied away, and it is
 * cut. A line that is written at that very moment may be lost.
 */
export function cutShared(path: string, maxBytes: number): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= maxBytes / 2) return;
  rmSync(earlierLog(path), { force: true });
  copyFileSync(path, earlierLog(path));
  truncateSync(path);
}
