import { act, type Decision, nothing, type SessionFacts, waitUntil } from '../session-facts.ts';

/** What the agent asked for is carried out while it lives, and drained before its end is judged. */
export function decideCommands({ memory, commands, notBefore }: SessionFacts, nowMs: number): Decision {
  if (commands.pending === 0) return nothing;
  const drains = memory.state === 'live' || (memory.state === 'ending' && memory.stopped && !memory.judged);
  if (!drains) return nothing;
  const againAtMs = notBefore.carry_out_commands ?? 0;
  return nowMs < againAtMs ? waitUntil(againAtMs) : act({ type: 'carry_out_commands' });
}
