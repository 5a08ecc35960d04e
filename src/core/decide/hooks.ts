import type { HookOutcome, SessionHook } from '../hook.ts';
import {
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';

/** Starts a hook that is due, and ends it when it is over or has taken too long; nothing when there is none to run. */
export function decideHook(
  name: SessionHook,
  facts: SessionFacts,
  nowMs: number,
  policy: SessionPolicy,
): Decision {
  const hook = facts.memory.hooks[name];
  if (hook === undefined || hook.over) return nothing;
  if (hook.startedAtMs === null) return act({ type: 'run_hook', name });
  const ended = endedHook(facts, nowMs - hook.startedAtMs, policy);
  if (typeof ended === 'number') return waitUntil(hook.startedAtMs + ended);
  return act({ type: 'end_hook', name, outcome: ended });
}

/** How the hook under way ended, or after how long it has. */
function endedHook(facts: SessionFacts, ranMs: number, policy: SessionPolicy): HookOutcome | number {
  const { hook } = facts;
  if (hook.kind === 'exited' || hook.kind === 'vanished') return hook;
  const starting = hook.kind === 'not_started';
  const limitMs = starting ? policy.readyWithinMs : facts.memory.hookTimeoutMs;
  if (ranMs < limitMs) return limitMs;
  return { kind: starting ? 'not_started' : 'timed_out' };
}

/**
 * afterRun belongs to every end of what had begun to run, a cancelled one included. Who has lost the lease runs nothing,
 * a cancel that comes while it runs ends it, and one that cannot be started holds up no end.
 */
export function isAfterRunDue(facts: SessionFacts, nowMs: number, policy: SessionPolicy): boolean {
  const { memory, failing, hook, leaseDeadlineMs } = facts;
  const { afterRun, beforeRun } = memory.hooks;
  if (afterRun === undefined || afterRun.over) return false;
  if (memory.launchedAtMs === null && (beforeRun?.startedAtMs ?? null) === null) return false;
  const holdsLease = memory.lostLease === null && leaseDeadlineMs !== null && nowMs < leaseDeadlineMs;
  if (!holdsLease || memory.cause?.kind === 'lease_lost') return false;
  if (memory.cancelled !== null && memory.cause?.kind !== 'cancelled') return false;
  return hook.kind === 'running' || failing === null || nowMs < failing.sinceMs + policy.readyWithinMs;
}
