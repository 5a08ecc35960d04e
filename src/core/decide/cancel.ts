import { act, type Decision, nothing, type SessionFacts } from '../session-facts.ts';

/** A cancel ends a session from any state before its end has begun. */
export function decideCancel({ memory }: SessionFacts): Decision {
  if (memory.cancelled === null) return nothing;
  if (!['preparing', 'launching', 'live'].includes(memory.state)) return nothing;
  return act({ type: 'begin_ending', cause: { kind: 'cancelled', reason: memory.cancelled } });
}
