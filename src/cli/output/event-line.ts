import type { PlaneguardEvent } from '../../protocol/event.ts';
import { plain, shorten } from './plain.ts';

/** One event for a person: `14:03:22 running  attempt 2  tier 1`. */
export function eventLine(event: PlaneguardEvent): string {
  const attempt = event.attempt === null ? [] : [`attempt ${event.attempt}`];
  const parts = [event.at.slice(11, 19), event.kind.padEnd(12), ...attempt, ...details(event.data)];
  return shorten(parts.join('  ').trimEnd(), 200);
}

/** Only what fits into a few words: the rest is in `planeguard events --json`. */
function details(data: Record<string, unknown>): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (typeof value === 'string' && value !== '') return [`${key}: ${plain(value)}`];
    if (typeof value === 'number' || typeof value === 'boolean') return [`${key}: ${value}`];
    return [];
  });
}
