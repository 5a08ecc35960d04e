import {
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';

/** What the agent asked for is carried out while it lives, and drained before its end is judged. */
export function decideCommands(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory, commands, notBefore } = facts;
  if (commands.pending === 0) return nothing;
  const isDraining = memory.state === 'ending' && memory.stopped && !memory.judged;
  if (memory.state !== 'live' && !isDraining) return nothing;
  if (isDraining && nowMs >= drainUntilMs(facts, nowMs, policy)) return nothing;
  const againAtMs = notBefore.carry_out_commands ?? 0;
  return nowMs < againAtMs ? waitUntil(againAtMs) : act({ type: 'carry_out_commands' });
}

/** When draining is given up: commands that could not be carried out for the limit hold up no end. */
export function drainUntilMs(
  { commands, failing }: SessionFacts,
  nowMs: number,
  policy: SessionPolicy,
): number {
  const sinceMs = commands.failingSinceMs ?? failing?.sinceMs ?? nowMs;
  return sinceMs + policy.verifyLimitMs;
}
