import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';

export interface HoldingRow {
  size: string;
  holding: string;
  outcome: string;
  path: string;
  because: string;
}

/** A table of what takes room, in the order in which it goes; nothing when nothing does. */
export function holdingLines(rows: readonly HoldingRow[]): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map(({ size, holding, outcome, path, because }) => [
    size,
    holding,
    outcome,
    plain(path),
    plain(because),
  ]);
  return table(['SIZE', 'WHAT', 'VERDICT', 'PATH', 'BECAUSE'], cells);
}
