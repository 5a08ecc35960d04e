import type { Activity } from './session.ts';
import type { SessionFacts } from './session-facts.ts';

/** What a session is doing, in one word for people. */
export function activityOf(facts: SessionFacts): Activity | null {
  const { memory } = facts;
  switch (memory.state) {
    case 'preparing':
    case 'launching':
      return 'launching';
    case 'live':
      return liveActivity(facts);
    case 'ending':
      return memory.stopped && memory.verifyingSinceMs !== null ? 'verifying' : 'stopping';
    case 'cleaning':
      return 'stopping';
    case 'ended':
    case 'quarantined':
      return null;
    default:
      return memory.state satisfies never;
  }
}

function liveActivity({ memory, parent, turn }: SessionFacts): Activity {
  if (parent === 'unknown') return 'unreachable';
  if (memory.question !== null || turn.state === 'waiting_for_input') return 'waiting_for_input';
  return turn.state === 'completed' || turn.state === 'failed' ? 'idle' : 'working';
}
