import { act, type Decision, nothing, type SessionFacts } from '../session-facts.ts';

/** The exit receipt decides; without one, a parent that is dead, has lost its terminal or its receipts is a lost session. */
export function decideExit({ memory, exit, parent }: SessionFacts): Decision {
  if (memory.state !== 'live') return nothing;
  if (exit.kind === 'exited') {
    return act({ type: 'begin_ending', cause: { kind: 'exited', status: exit.status } });
  }
  if (parent === 'alive' || parent === 'unknown') return nothing;
  if (exit.kind === 'unreadable') {
    return act({ type: 'begin_ending', cause: { kind: 'exited', status: null } });
  }
  return act({ type: 'begin_ending', cause: { kind: 'lost' } });
}
