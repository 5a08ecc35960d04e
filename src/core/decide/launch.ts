import {
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';
import { decideHook } from './hooks.ts';

/** Prepares at once; runs hooks and launches after the first acknowledged renewal; acknowledges what is seen to run. */
export function decideLaunch(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory, failing } = facts;
  if (memory.state !== 'preparing' && memory.state !== 'launching') return nothing;
  // Whoever runs is not ended because nobody can be told: its lease says how long it may go on.
  if (memory.state === 'launching' && hasStarted(facts)) return act({ type: 'acknowledge_launch' });
  const isStuck = failing !== null && nowMs >= failing.sinceMs + policy.readyWithinMs;
  if (isStuck && facts.hook.kind !== 'running') return notStarted(failing.message);
  if (memory.state === 'preparing') return decidePreparing(facts, nowMs, policy);
  return decideOverdueLaunch(facts, nowMs, policy);
}

function decidePreparing(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory, leaseDeadlineMs } = facts;
  if (!memory.prepared) return act({ type: 'prepare' });
  if (!memory.confirmed || leaseDeadlineMs === null) return nothing;
  for (const name of ['afterCreate', 'beforeRun'] as const) {
    const problem = memory.hooks[name]?.problem ?? null;
    if (problem !== null) return notStarted(problem);
    const decision = decideHook(name, facts, nowMs, policy);
    if (decision.kind !== 'nothing') return decision;
  }
  return act({ type: 'launch' });
}

/** A receipt of the guard is there, legible or not: an unknown parent was started all the same. */
const hasStarted = ({ parent, exit }: SessionFacts): boolean =>
  parent !== 'not_started' || exit.kind !== 'none';

/** `launching` without a sign of life: the launch failed silently, or the worker died in the middle of it. */
function decideOverdueLaunch(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const since = facts.memory.launchedAtMs;
  if (since === null) return act({ type: 'launch' });
  const overdueAtMs = since + policy.readyWithinMs;
  if (nowMs < overdueAtMs) return waitUntil(overdueAtMs);
  return notStarted('The session was launched, but its guard did not start in time.');
}

const notStarted = (message: string): Decision =>
  act({ type: 'begin_ending', cause: { kind: 'not_started', reason: 'launch_failed', message } });
