import type { LoopProgress } from './loop-progress.ts';
import type { Activity } from './session.ts';

export interface SessionProgress {
  progress: LoopProgress;
  activity: Activity | null;
}

/** The loops of all sessions as one: the longest without a move, the oldest success, the next look, the first that is late. */
export function sessionsProgress(sessions: readonly SessionProgress[], nowMs: number): LoopProgress {
  const all = sessions.map(({ progress }) => progress);
  return {
    name: 'sessions',
    state: all.some(({ state }) => state === 'working') ? 'working' : 'waiting',
    doing: phraseOf(sessions),
    sinceMs: earliest(all.map(({ sinceMs }) => sinceMs)) ?? nowMs,
    lastSuccessMs: earliest(all.map(({ lastSuccessMs }) => lastSuccessMs)),
    nextMs: earliest(all.map(({ nextMs }) => nextMs)),
    dueMs: earliest(all.map(({ dueMs }) => dueMs)),
  };
}

/** "3 sessions: 2 working, 1 launching; a step of 1 failed and is tried again". */
function phraseOf(sessions: readonly SessionProgress[]): string {
  if (sessions.length === 0) return 'no session';
  const counts = Map.groupBy(sessions, ({ activity }) => activity ?? 'launching');
  const parts = [...counts].map(([activity, { length }]) => `${length} ${activity.replaceAll('_', ' ')}`);
  const failing = sessions.filter(({ progress }) => progress.state === 'retrying').length;
  const trouble = failing === 0 ? '' : `; a step of ${failing} failed and is tried again`;
  return `${sessions.length === 1 ? '1 session' : `${sessions.length} sessions`}: ${parts.join(', ')}${trouble}`;
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
