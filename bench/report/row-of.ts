import type { Row } from './row.ts';

type About = Pick<Row, 'what' | 'unit' | 'aim' | 'aimFor'>;

/** Samples as a row. Of rates the small ones are the bad ones. */
export function rowOf(about: About, samples: readonly number[]): Row {
  if (samples.length === 0) throw new RangeError(`no sample of "${about.what}"`);
  const sorted = samples.toSorted((a, b) => (about.unit === '/s' ? b - a : a - b));
  const p95 = sorted.length === 1 ? null : percentile(sorted, 95);
  return { ...about, p50: percentile(sorted, 50), p95, n: sorted.length };
}

/** Nearest rank: always a sample that was really measured. */
function percentile(sorted: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * sorted.length);
  return sorted[rank - 1] ?? Number.NaN;
}
