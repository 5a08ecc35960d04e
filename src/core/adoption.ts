import type { SessionState } from './session.ts';
import type { ExitFact, ParentFact, WatchFact } from './session-facts.ts';

/** What a worker finds of a session that an earlier process has left. A closed set. */
export const adoptions = {
  adopted: 'it lives and goes on',
  resumed: 'nothing of it ran yet: it is prepared or launched where that was left',
  finished: 'its agent ended while no worker was there; its receipt says how',
  lost: 'it is gone without a receipt',
  to_be_stopped: 'it was to end: what lives of it is stopped',
  finishing: 'nothing of it runs: its end is told and cleaned up',
  quarantined: 'its owner is not proven: it waits for a person',
} as const;
export type Adoption = keyof typeof adoptions;

/** What one look at its files and its guard says, and what the journal has decided. */
export interface AdoptionFacts {
  state: Exclude<SessionState, 'ended'>;
  /** It was cancelled, its lease is lost, or its deadline has passed. */
  unwanted: boolean;
  /** Its stop was proven, or given up. */
  stopped: boolean;
  parent: ParentFact;
  exit: ExitFact;
  watch: WatchFact;
}

/** How a worker takes a session up. Unknown is not dead: it is adopted, and its own loop finds out. */
export function adoptionOf(facts: AdoptionFacts): Adoption {
  switch (facts.state) {
    case 'preparing':
      return facts.unwanted ? 'to_be_stopped' : 'resumed';
    case 'launching':
    case 'live':
      return adoptionOfLaunched(facts);
    case 'ending':
      return facts.stopped ? 'finishing' : 'to_be_stopped';
    case 'cleaning':
      return 'finishing';
    case 'quarantined':
      return 'quarantined';
    default:
      return facts.state satisfies never;
  }
}

function adoptionOfLaunched({ state, unwanted, parent, exit, watch }: AdoptionFacts): Adoption {
  if (exit.kind === 'exited') return 'finished';
  if (unwanted || watch === 'stopped_the_session') return 'to_be_stopped';
  if (parent === 'alive' || parent === 'unknown') return 'adopted';
  if (exit.kind === 'unreadable') return 'finished';
  return parent === 'not_started' && state === 'launching' ? 'resumed' : 'lost';
}

/** `Took up 4 sessions: 2 adopted, 1 finished, 1 lost.`; null when there was none. */
export function adoptionSummary(found: readonly Adoption[]): string | null {
  if (found.length === 0) return null;
  const names = Object.keys(adoptions) as Adoption[];
  const counts = names.map((name) => ({ name, count: found.filter((each) => each === name).length }));
  const said = counts.filter(({ count }) => count > 0).map(({ name, count }) => `${count} ${name}`);
  const sessions = found.length === 1 ? 'one session' : `${found.length} sessions`;
  return `Took up ${sessions}: ${said.join(', ').replaceAll('_', ' ')}.`;
}
