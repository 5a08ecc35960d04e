import type { Residue } from './stop-receipt.ts';

/** What a step of a stop has left; that it failed proves nothing, and holds up no other step. */
export async function orResidue(step: () => Promise<Residue[]>): Promise<Residue[]> {
  try {
    return await step();
  } catch (error) {
    return [unknownResidue(error)];
  }
}

export const unknownResidue = (error: unknown): Extract<Residue, { kind: 'unknown' }> => ({
  kind: 'unknown',
  why: error instanceof Error ? error.message : String(error),
});
