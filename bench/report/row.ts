/** What a figure must reach: below or above, in the row's own unit. */
export type Aim = { below: number } | { above: number };

/** One line of the table. */
export interface Row {
  what: string;
  unit: 'ms' | '%' | 'MB' | '/s' | 'calls';
  /** The median; for a ratio over one period, the ratio itself. */
  p50: number;
  /** What 95 of 100 samples are no worse than; null where there is only one. */
  p95: number | null;
  /** Samples. */
  n: number;
  /** Null: told for comparison. */
  aim: Aim | null;
  /** Which of both the aim holds for; p50 if absent. */
  aimFor?: 'p95';
}

export function isMet({ aim, p50, p95, aimFor }: Row): boolean | null {
  if (aim === null) return null;
  const value = aimFor === 'p95' ? (p95 ?? p50) : p50;
  return 'below' in aim ? value < aim.below : value > aim.above;
}
