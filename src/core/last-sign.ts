import type { SessionFacts } from './session-facts.ts';

/** When something last happened in a session: terminal, turn, reminder, or a person typing. Boot-clock milliseconds. */
export function lastSignMs({ quietSinceMs, turn, lastTypedMs, memory }: SessionFacts): number {
  const turnMs = turn.state === 'unknown' ? 0 : turn.sinceMs;
  const typedMs = typeof lastTypedMs === 'number' ? lastTypedMs : 0;
  return Math.max(quietSinceMs, turnMs, typedMs, memory.remindedAtMs ?? 0);
}
