import { isoTime } from '../../edge/clock.ts';
import { plain } from './plain.ts';

/** pino's numbers. */
const levels: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
const own = new Set(['level', 'time', 'msg', 'err']);

export interface LogLine {
  timeMs: number;
  /** What the daemon wrote, as JSON. */
  fields: Readonly<Record<string, unknown>>;
}

/** A line of a daemon's log; null for one that is torn. */
export function parseLogLine(line: string): LogLine | null {
  try {
    const fields: unknown = JSON.parse(line);
    if (typeof fields !== 'object' || fields === null || !('time' in fields)) return null;
    return { timeMs: Number(fields.time), fields: { ...fields } };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `2026-11-22T10:31:00.000Z warn  worker: the heartbeat failed session=r4k2m8xq1-1 connect ECONNREFUSED` */
export function logLine(who: string, { timeMs, fields }: LogLine): string {
  const rest = Object.entries(fields).filter(([name]) => !own.has(name));
  const words = rest.map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const level = (levels[Number(fields.level)] ?? 'info').padEnd(5);
  const parts = [`${who}: ${String(fields.msg ?? '')}`, ...words, ...errorMessage(fields)];
  return `${isoTime(timeMs)} ${level} ${plain(parts.join('  '))}`;
}

/** Where the line has the error's own sentence, it is not said again. Its causes, which pino adds, are in the JSON. */
function errorMessage({ err, msg }: LogLine['fields']): string[] {
  if (typeof err !== 'object' || err === null || !('message' in err)) return [];
  const message = String(err.message);
  const said = String(msg ?? '');
  return said !== '' && (message.startsWith(said) || said.includes(message)) ? [] : [message];
}
