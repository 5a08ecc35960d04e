/** Plain JSON that the journal keeps; a cell is found again from it. Tier 1 has a path, tier 3 none. */
export interface CellRecord {
  tier: 1 | 3;
  path: string | null;
}

export type CellMembers = { kind: 'known'; pids: number[] } | { kind: 'unknown'; why: string };

/** What holds the processes of one session together. Every method may be repeated, also after a crash. */
export interface Cell {
  readonly record: CellRecord;
  /** Goes before an argv: the program is a member before its first instruction. */
  readonly join: readonly string[];
  /** Makes it, or adopts what is there. Throws what the file system says when it cannot. */
  create(): void;
  /** Who is inside. A tier that holds nobody knows that nobody is inside. */
  members(): CellMembers;
  /** Ends everybody inside at once; `cannot` where that is left to signals. */
  kill(): 'killed' | 'cannot' | 'unknown';
  /** Removes the empty cell; `busy` while somebody is inside, and for a moment after. */
  remove(): 'removed' | 'busy' | 'unknown';
}
