import { act, type Decision, nothing, type SessionFacts } from '../session-facts.ts';

/** Stop what is left with proof, judge, report, and only then clean. Commands are drained in between. */
export function decideEnding({ memory }: SessionFacts): Decision {
  if (memory.state === 'cleaning') return act({ type: 'clean' });
  if (memory.state !== 'ending') return nothing;
  if (!memory.stopped) return act({ type: 'stop' });
  if (!memory.judged) return act({ type: 'judge' });
  return act(memory.reported ? { type: 'begin_cleaning' } : { type: 'report_end' });
}
