import { type KeepReason, keepReasons } from './cleanup.ts';
import type { SessionState } from './session.ts';

/**
 * What takes room in a state directory, in the order in which it is freed: first what nobody misses, last what takes
 * long and gains from the rest. A closed set: it is listed.
 */
export const holdings = ['leftover', 'log', 'salvage', 'workspace', 'session', 'cache'] as const;
export type Holding = (typeof holdings)[number];

/** What the record beside a session says of it. */
export interface SessionWord {
  state: SessionState;
  kept: KeepReason | null;
  /** It is proven that nothing of it is left. */
  proven: boolean;
  /** Another installation has started it. */
  foreign: boolean;
}

/** Null for a session of which no record is there, or none that can be read. */
type Word = SessionWord | null;

export type HoldingFacts =
  /** What a kill or a power cut has left half made, and nobody can be writing any more. */
  | { holding: 'leftover' }
  | { holding: 'log'; full: boolean }
  | { holding: 'salvage'; expired: boolean; workspaceKept: boolean }
  | { holding: 'workspace'; word: Word }
  | { holding: 'session'; word: Word; expired: boolean }
  | { holding: 'cache'; borrowers: number; tidy: boolean };

export interface ReclaimVerdict {
  mayGo: boolean;
  because: string;
}

const stays = (because: string): ReclaimVerdict => ({ mayGo: false, because });
const goes = (because: string): ReclaimVerdict => ({ mayGo: true, because });

/** Whether a holding can be freed without loss. What nobody speaks for stays. */
export function judgeHolding(facts: HoldingFacts): ReclaimVerdict {
  switch (facts.holding) {
    case 'leftover':
      return goes('left half made by a kill');
    case 'log':
      return facts.full ? goes('its successor is written to') : stays('it is written to');
    case 'salvage':
      return judgeSalvage(facts);
    case 'workspace':
    case 'session':
      return facts.word === null
        ? stays('no record says what became of its session')
        : judgeOf(facts, facts.word);
    case 'cache':
      return judgeCache(facts);
    default:
      return facts satisfies never;
  }
}

function judgeSalvage({
  expired,
  workspaceKept,
}: Extract<HoldingFacts, { holding: 'salvage' }>): ReclaimVerdict {
  if (!expired) return stays('retention.salvage is not over');
  if (workspaceKept) return stays('its workspace is kept');
  return goes('retention.salvage is over; its room comes back with the repack of its cache');
}

function judgeCache({ borrowers, tidy }: Extract<HoldingFacts, { holding: 'cache' }>): ReclaimVerdict {
  if (borrowers > 0)
    return stays(borrowers === 1 ? 'a workspace borrows from it' : `${borrowers} workspaces borrow from it`);
  if (tidy) return stays('it is as small as it gets, and the next session starts from it');
  return goes('nobody borrows from it: a repack tells how much it gains');
}

function judgeOf(
  facts: Extract<HoldingFacts, { holding: 'workspace' | 'session' }>,
  { state, kept, proven, foreign }: SessionWord,
): ReclaimVerdict {
  if (foreign) return stays('another installation has started its session');
  if (state !== 'ended') return stays('its session is not over');
  if (!proven) return stays(keepReasons.not_proven);
  if (facts.holding === 'workspace') return judgeWorkspace(kept);
  if (kept !== null) return stays(keptBecause(kept));
  if (!facts.expired) return stays('its transcript is kept for retention.logs');
  return goes('its session is over, and so is retention.logs');
}

/** Only a blocked request keeps a workspace for its work alone, and has that in salvage already. */
function judgeWorkspace(kept: KeepReason | null): ReclaimVerdict {
  switch (kept) {
    case null:
      return stays('its session is over: its worker looks at it as residue');
    case 'uncommitted_work':
    case 'unpublished_commits':
    case 'unfinished_git':
      return goes('its request is blocked: the work is salvaged, and a retry goes on from there');
    case 'salvage_failed':
      return goes('its work could not be salvaged: that is tried again, and where it fails, it stays');
    default:
      return stays(keptBecause(kept));
  }
}

const keptBecause = (kept: KeepReason): string => `its workspace is kept: ${keepReasons[kept]}`;
