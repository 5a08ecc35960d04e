import {
  type Action,
  act,
  type Decision,
  nothing,
  type SessionFacts,
  type SessionPolicy,
  waitUntil,
} from '../session-facts.ts';
import { drainUntilMs } from './commands.ts';

/** Stop what is left with proof, judge, report, and only then clean. */
export function decideEnding(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const { memory } = facts;
  if (memory.state === 'cleaning') return act({ type: 'clean' });
  if (memory.state !== 'ending') return nothing;
  if (!memory.stopped) return actFrom(facts.notBefore.stop, { type: 'stop' }, nowMs);
  if (!memory.judged) return decideJudging(facts, nowMs, policy);
  return act(memory.reported ? { type: 'begin_cleaning' } : { type: 'report_end' });
}

/** No end is judged before the spool is drained, unless draining has failed for the limit. */
function decideJudging(facts: SessionFacts, nowMs: number, policy: SessionPolicy): Decision {
  const untilMs = drainUntilMs(facts, nowMs, policy);
  if (facts.commands.pending > 0 && nowMs < untilMs) return waitUntil(untilMs);
  return actFrom(facts.notBefore.judge, { type: 'judge' }, nowMs);
}

const actFrom = (againAtMs = 0, action: Action, nowMs: number): Decision =>
  nowMs < againAtMs ? waitUntil(againAtMs) : act(action);
