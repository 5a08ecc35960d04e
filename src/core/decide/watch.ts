import { act, type Decision, nothing, type SessionFacts } from '../session-facts.ts';

/** Without its watch nobody would stop a session whose worker is gone; with its stop, the lease is over. */
export function decideWatch({ memory, watch }: SessionFacts): Decision {
  if (memory.state !== 'live') return nothing;
  if (watch === 'stopped_the_session') {
    return act({ type: 'begin_ending', cause: { kind: 'lease_lost', why: 'expired' } });
  }
  return watch === 'dead' ? act({ type: 'restore_watch' }) : nothing;
}
