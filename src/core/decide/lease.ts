import { act, type Decision, nothing, type SessionFacts, waitUntil } from '../session-facts.ts';

/** Who cannot prove the right to act stops acting. */
export function decideLease({ memory, leaseDeadlineMs }: SessionFacts, nowMs: number): Decision {
  if (!['preparing', 'launching', 'live'].includes(memory.state)) return nothing;
  if (memory.lostLease) {
    return act({ type: 'begin_ending', cause: { kind: 'lease_lost', why: memory.lostLease } });
  }
  if (leaseDeadlineMs === null) return nothing;
  if (nowMs < leaseDeadlineMs) return waitUntil(leaseDeadlineMs);
  return act({ type: 'begin_ending', cause: { kind: 'lease_lost', why: 'expired' } });
}
