import type { Cell, CellRecord } from './cell.ts';
import { cgroupCell } from './cgroup.ts';
import { isScope, scopeCell } from './scope.ts';
import { sweepOnlyCell } from './sweep-only.ts';

/** The cell that a record names. Looks at nothing: it may not exist yet, or no longer. */
export function openCell({ path }: CellRecord): Cell {
  if (path === null) return sweepOnlyCell();
  return isScope(path) ? scopeCell(path) : cgroupCell(path);
}
