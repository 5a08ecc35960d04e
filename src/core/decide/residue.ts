import type { QuarantineReason, ResidueOwner } from '../residue.ts';

export interface ResidueFacts {
  owner: ResidueOwner;
  /** What the control plane says of the attempt; `unknown` when it cannot be asked, or another database answers. */
  attempt: 'over' | 'held' | 'not_known' | 'unknown';
  /** When it was first seen, in one process of the worker; milliseconds ago. */
  seenForMs: number;
  /** The last try to clean it left something. */
  failed: boolean;
  /** What a person has decided. */
  wish: 'clean' | 'release' | null;
  /** How long an agent may take to leave. */
  graceMs: number;
}

export type ResidueDecision =
  | { kind: 'ignore' }
  | { kind: 'look_again' }
  | { kind: 'quarantine'; why: QuarantineReason }
  | { kind: 'clean' };

/** What was seen once may just be ending: two sightings lie at least this far apart, 1 to 10 s. */
export const sightingsApartMs = (graceMs: number): number => Math.min(10_000, Math.max(1_000, graceMs));

/** Cleans what is ours and over, leaves alone what is another's, and keeps the rest for a person to look at. */
export function decideResidue(facts: ResidueFacts): ResidueDecision {
  if (facts.owner === 'foreign' || facts.wish === 'release') return { kind: 'ignore' };
  if (facts.seenForMs < sightingsApartMs(facts.graceMs)) return { kind: 'look_again' };
  if (facts.wish === 'clean') return { kind: 'clean' };
  if (facts.owner === 'unproven') return quarantine('owner_unproven');
  switch (facts.attempt) {
    case 'over':
      return facts.failed ? quarantine('not_cleaned') : { kind: 'clean' };
    case 'held':
      return quarantine('attempt_running');
    case 'not_known':
      return quarantine('attempt_not_known');
    case 'unknown':
      return { kind: 'look_again' };
    default:
      return facts.attempt satisfies never;
  }
}

const quarantine = (why: QuarantineReason): ResidueDecision => ({ kind: 'quarantine', why });
