import type { Cell, CellRecord } from './cell.ts';
import { cgroupCell } from './cgroup.ts';
import { sweepOnlyCell } from './sweep-only.ts';

/** The cell that a record names. Looks at nothing: it may not exist yet, or no longer. */
export const openCell = (record: CellRecord): Cell =>
  record.path === null ? sweepOnlyCell() : cgroupCell(record.path);
