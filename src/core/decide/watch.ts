import { act, type Decision, nothing, type SessionFacts, waitUntil } from '../session-facts.ts';

/** Without its watch nobody would stop a session whose worker is gone; with its stop, the lease is over. */
export function decideWatch(
  { memory, watch, parent, exit, notBefore }: SessionFacts,
  nowMs: number,
): Decision {
  if (memory.state !== 'live') return nothing;
  if (watch === 'stopped_the_session') {
    return act({ type: 'begin_ending', cause: { kind: 'lease_lost', why: 'expired' } });
  }
  // Who has ended needs none.
  if (watch !== 'dead' || parent === 'dead' || exit.kind !== 'none') return nothing;
  const againAtMs = notBefore.restore_watch ?? 0;
  return nowMs < againAtMs ? waitUntil(againAtMs) : act({ type: 'restore_watch' });
}
