import {
  type Action,
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionMemory,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';
import { drainUntilMs } from './commands.ts';
import { decideHook, isAfterRunDue } from './hooks.ts';

/** A session that is over holds a place, and the next attempt waits for it: so long a clean-up may fail. */
const cleansForMs = 5 * 60_000;

/** Stop what is left with proof, judge, report, and only then clean. */
export function decideEnding(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory } = facts;
  if (memory.state === 'cleaning') return decideCleaning(facts, nowMs);
  if (memory.state !== 'ending') return nothing;
  if (!memory.stopped) return decideStopping(facts, nowMs, policy);
  if (!memory.judged) return decideJudging(facts, nowMs, policy);
  return act(memory.reported ? { type: 'begin_cleaning' } : { type: 'report_end' });
}

/**
 * Stopped with proof and judged; only the database that granted it has not heard of that. It may be gone for good: such
 * a session takes no place from others.
 */
export const waitsToBeHeard = ({ state, stopped, judged, reported }: SessionMemory): boolean =>
  state === 'ending' && stopped && judged && !reported;

/** What cannot be cleaned up now is kept, and looked at again like all that is kept. */
function decideCleaning({ failing }: SessionFacts, nowMs: number): Decision {
  const givesUp = failing !== null && nowMs >= failing.sinceMs + cleansForMs;
  return act(givesUp ? { type: 'keep_uncleaned', message: failing.message } : { type: 'clean' });
}

/** afterRun comes when nobody else is at work any more, and before the proof: what it leaves is stopped with the rest. */
function decideStopping(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const stop = actFrom(facts.notBefore.stop, { type: 'stop' }, nowMs);
  if (stop.kind === 'wait' || !isAfterRunDue(facts, nowMs, policy)) return stop;
  return facts.memory.agentStopped
    ? decideHook('afterRun', facts, nowMs, policy)
    : act({ type: 'stop_agent' });
}

/** No end is judged before the spool is drained, unless draining has failed for the limit. */
function decideJudging(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const untilMs = drainUntilMs(facts, nowMs, policy);
  if (facts.commands.pending > 0 && nowMs < untilMs) return waitUntil(untilMs);
  return actFrom(facts.notBefore.judge, { type: 'judge' }, nowMs);
}

const actFrom = (againAtMs = 0, action: Action, nowMs: number): Decision =>
  nowMs < againAtMs ? waitUntil(againAtMs) : act(action);
