/** Room on one file system. */
export interface DiskSpace {
  freeBytes: number;
  /** Null where files have no fixed number, as on btrfs. */
  freeInodes: number | null;
}

/** A checkout of a large repository; all that Planeguard writes itself is a few dozen files. */
const inodeFloor = 10_000;

/** What was too little stays so until there is a tenth more: claims do not flicker at the floor. */
const enoughAgain = 1.1;

export interface DiskFloor {
  /** Zero switches the floor off, that of inodes as well. */
  floorBytes: number;
  wasLow: boolean;
}

/** Whether there is too little room to begin another session. What runs goes on in any case. */
export function isDiskLow({ freeBytes, freeInodes }: DiskSpace, { floorBytes, wasLow }: DiskFloor): boolean {
  if (floorBytes === 0) return false;
  const factor = wasLow ? enoughAgain : 1;
  return freeBytes < floorBytes * factor || (freeInodes !== null && freeInodes < inodeFloor * factor);
}
