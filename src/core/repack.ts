/** What is known of one repository cache. */
export interface CacheFacts {
  /** Workspaces that borrow its objects, or may, and sessions under way that will. */
  borrowers: number;
  packs: number;
  looseObjects: number;
  looseBytes: number;
  /** Salvage was let go of: its objects take room that nobody needs. */
  letGo: boolean;
  /** Since the last repack that ended, well or not; null when there was none. */
  sinceLastMs: number | null;
}

export type RepackDecision =
  | { kind: 'repack'; because: 'let_go' | 'many_packs' | 'many_loose_objects' }
  | { kind: 'leave'; because: 'borrowed' | 'tidy' | 'recent' };

/** One that fails, or does not end in its time, is not repeated all day long. */
export const repackAtMostEveryMs = 24 * 60 * 60_000;

/** Each fetch and each salvage adds a pack, and every look-up may ask all of them. */
const manyPacks = 20;
const manyLooseObjects = 2_000;
const manyLooseBytes = 64 * 1024 * 1024;

/** Whether a cache is to be repacked now. While somebody borrows its objects, none may go. */
export function decideRepack(facts: CacheFacts): RepackDecision {
  const because = whatFor(facts);
  if (because === null) return { kind: 'leave', because: 'tidy' };
  if (facts.borrowers > 0) return { kind: 'leave', because: 'borrowed' };
  if (facts.sinceLastMs !== null && facts.sinceLastMs < repackAtMostEveryMs)
    return { kind: 'leave', because: 'recent' };
  return { kind: 'repack', because };
}

function whatFor(facts: CacheFacts): Extract<RepackDecision, { kind: 'repack' }>['because'] | null {
  if (facts.letGo) return 'let_go';
  if (facts.packs >= manyPacks) return 'many_packs';
  const loose = facts.looseObjects >= manyLooseObjects || facts.looseBytes >= manyLooseBytes;
  return loose ? 'many_loose_objects' : null;
}
