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
 * gone) wait for the next one that can: nobody ends because he could not say something.
 */
export function openLog(path: string | null, level: LogLevel = 'info'): Log {
  const destination = pino.destination({
    dest: path ?? 2,
    append: true,
    sync: true,
    mkdir: false,
    maxLength: longestBacklog,
  });
  destination.on('error', () => undefined);
  return pino({ level, base: null, redact: { paths: secrets, censor: '[secret]' } }, destination);
}
