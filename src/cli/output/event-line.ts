import type { PlaneguardEvent } from '../../protocol/event.ts';
import { plain, shorten } from './plain.ts';

/** One event for a person: `14:03:22  exit  attempt 2  status 0`. */
export function eventLine(event: PlaneguardEvent): string {
  const attempt = event.attempt === null ? [] : [`attempt ${event.attempt}`];
  const parts = [event.at.slice(11, 19), event.kind.padEnd(12), ...attempt, ...details(event.data)];
  return shorten(parts.join('  ').trimEnd(), 200);
}

/** These say the same as the kind, or are for `show` and machines. */
const hidden: ReadonlySet<string> = new Set([
  'next',
  'kind',
  'id',
  'worker',
  'unseen',
  'workspace',
  'tmuxSocket',
]);
/** Sentences explain themselves. */
const sentences: ReadonlySet<string> = new Set(['summary', 'sentence', 'text', 'why']);

/** Only what fits into a few words: the rest is in `planeguard events --json`. */
function details(data: Record<string, unknown>): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (hidden.has(key)) return [];
    const text = shownValue(value);
    if (text === null) return [];
    return [sentences.has(key) ? text : `${key} ${text}`];
  });
}

function shownValue(value: unknown): string | null {
  if (typeof value === 'string') return plain(value) || null;
  if (typeof value === 'number') return String(Math.round(value));
  return typeof value === 'boolean' ? String(value) : null;
}
