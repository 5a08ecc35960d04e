import { act, type Decision, nothing, type SessionFacts } from '../session-facts.ts';

/** What the agent asked for is carried out while it lives, and drained before its end is judged. */
export function decideCommands({ memory, pendingCommands }: SessionFacts): Decision {
  if (pendingCommands === 0) return nothing;
  const drains = memory.state === 'live' || (memory.state === 'ending' && memory.stopped && !memory.judged);
  return drains ? act({ type: 'carry_out_commands' }) : nothing;
}
