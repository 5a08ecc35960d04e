import { formatSize } from '../config/size.ts';
import { isDiskLow } from '../core/disk.ts';
import { readDiskSpace } from '../edge/disk-space.ts';
import { ProblemError } from '../protocol/problem.ts';
import type { DiskView } from '../protocol/worker.ts';
import type { HealthBook } from './health-book.ts';

export interface DiskBookOptions {
  /** The state directory. */
  path: string;
  floorBytes: number;
  health: HealthBook;
  /** There is too little room now, or enough again. */
  onChange: () => void;
}

/** How much room the state directory's disk had at the last look. */
export class DiskBook {
  readonly #options: DiskBookOptions;
  #seen: DiskView | null = null;

  constructor(options: DiskBookOptions) {
    this.#options = options;
  }

  /** Null before the first look. */
  seen(): DiskView | null {
    return this.#seen;
  }

  /**
   * Looks, and says whether another session may begin.
   * @throws the system's error when the state directory cannot be reached.
   */
  async hasRoom(): Promise<boolean> {
    const { path, floorBytes, health, onChange } = this.#options;
    const wasOk = this.#seen?.ok ?? true;
    const seen = await lookAtDisk(path, floorBytes, !wasOk);
    this.#seen = seen;
    if (seen.ok) health.recovered('disk');
    else health.failed('disk', new ProblemError('misconfigured', lowDisk(seen)));
    if (seen.ok !== wasOk) onChange();
    return seen.ok;
  }
}

/** @throws the system's error when the path cannot be reached. */
export async function lookAtDisk(path: string, floorBytes: number, wasLow: boolean): Promise<DiskView> {
  const space = await readDiskSpace(path);
  return { path, ...space, floorBytes, ok: !isDiskLow(space, { floorBytes, wasLow }) };
}

/** Why nothing new begins, and what to do. */
export function lowDisk({ path, freeBytes, freeInodes, floorBytes }: DiskView): string {
  const files = freeInodes === null ? '' : `, ${freeInodes} inodes`;
  const room = `${formatSize(freeBytes)}${files} free on the disk of ${path}`;
  return `Only ${room}; no request is claimed below retention.minFreeDisk (${formatSize(floorBytes)}). Free some space, for example with: planeguard reclaim.`;
}
