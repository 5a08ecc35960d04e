import { lastSignMs } from '../last-sign.ts';
import {
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';

/** The longest life of a session. */
export function decideTimeLimit({ memory }: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  if (memory.state !== 'live' || memory.launchedAtMs === null) return nothing;
  const endsAtMs = memory.launchedAtMs + policy.maxDurationMs;
  if (nowMs < endsAtMs) return waitUntil(endsAtMs);
  return act({ type: 'begin_ending', cause: { kind: 'time_limit', limitMs: policy.maxDurationMs } });
}

/** No sign of work: neither the terminal, nor a turn, nor a command, nor a person typing. */
export function decideStall(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory } = facts;
  if (memory.state !== 'live') return nothing;
  const stallsAtMs = lastSignMs({ ...facts, quietSinceMs: facts.idleSinceMs }) + policy.stallAfterMs;
  if (nowMs < stallsAtMs) return waitUntil(stallsAtMs);
  const cause = { kind: 'stalled', quietForMs: policy.stallAfterMs, question: memory.question } as const;
  return act({ type: 'begin_ending', cause });
}
