import type { Row } from '../report/row.ts';

/** One thing that is measured, by itself: `--only NAME`. */
export interface Figure {
  name: string;
  /** About how long it takes, for people who wait. */
  seconds: number;
  /** @param folder where its files go. */
  measure(folder: string): Promise<Row[]>;
}
