/** What a figure must reach: below or above, in the row's own unit. */
export type Aim = { below: number } | { above: number };

/** One line of the table. */
export interface Row {
  what: string;
  unit: 'ms' | '%' | 'MB' | '/s';
  /** The median; for a ratio over one period, the ratio itself. */
  p50: number;
  /** What 95 of 100 samples are no worse than; null where there is only one. */
  p95: number | null;
  /** Samples. */
  n: number;
  /** Holds for p50. Null: told for comparison. */
  aim: Aim | null;
}

export function isMet({ aim, p50 }: Row): boolean | null {
  if (aim === null) return null;
  return 'below' in aim ? p50 < aim.below : p50 > aim.above;
}
