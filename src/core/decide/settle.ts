import { lastSignMs } from '../last-sign.ts';
import {
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';

/**
 * Agents on a terminal do not exit when their work is over. A session settles when its agent has said that it is
 * done, or its turn is complete, and it has been quiet for `settleAfter`, waits for no input, and nobody types.
 * A turn that ends with neither a pull request nor `finish` gets one reminder first.
 */
export function decideSettle(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory, turn } = facts;
  if (memory.state !== 'live' || memory.question !== null) return nothing;
  if (turn.state === 'failed') return decideFailedTurn(facts, nowMs, policy);
  if (!isOver(facts)) return nothing;
  const settlesAtMs = lastSignMs(facts) + policy.settleAfterMs;
  if (nowMs < settlesAtMs) return waitUntil(settlesAtMs);
  if (facts.lastTypedMs === 'unknown') return waitUntil(nowMs + policy.settleAfterMs);
  const reminderDue = !hasDeclared(facts) && memory.remindedAtMs === null;
  // What the agent has asked for is on its way: it may be the pull request.
  if (reminderDue && facts.commands.pending > 0) return nothing;
  return act(reminderDue ? { type: 'remind' } : { type: 'begin_ending', cause: { kind: 'settled' } });
}

const hasDeclared = ({ memory }: SessionFacts): boolean => memory.published || memory.noChange !== null;

/** Without a view of the agent's turns only its own word counts; quiet alone may be thinking. */
function isOver(facts: SessionFacts): boolean {
  if (facts.turn.state === 'unknown') return hasDeclared(facts);
  return facts.turn.state === 'completed';
}

/** A failed turn is left for `settleAfter`, in case the agent or a person goes on; a refused login is not. */
function decideFailedTurn(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { turn } = facts;
  if (turn.state !== 'failed') return nothing;
  if (turn.failure === 'unauthorized') {
    return act({ type: 'begin_ending', cause: { kind: 'unauthorized', message: turn.message } });
  }
  const givesUpAtMs = lastSignMs(facts) + policy.settleAfterMs;
  if (nowMs < givesUpAtMs) return waitUntil(givesUpAtMs);
  if (facts.lastTypedMs === 'unknown') return waitUntil(nowMs + policy.settleAfterMs);
  return act({ type: 'begin_ending', cause: { kind: 'turn_failed', message: turn.message } });
}
