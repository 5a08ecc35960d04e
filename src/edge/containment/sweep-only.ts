import type { Cell } from './cell.ts';

/** Tier 3: nothing holds the session's processes; they are found by marker, groups and working directory. */
export function sweepOnlyCell(): Cell {
  return {
    record: { tier: 3, path: null },
    join: [],
    create: () => undefined,
    members: () => ({ kind: 'known', pids: [] }),
    kill: () => 'cannot',
    remove: () => 'removed',
  };
}
