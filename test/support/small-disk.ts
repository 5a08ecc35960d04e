import { execFileSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { hasCode, namesIn, readIfThere } from '../../src/edge/files.ts';
import { Place, type PlaceOptions } from './place.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Only root mounts file systems. */
export const canMount = process.getuid?.() === 0;

/** A place whose state directory, with everything of sessions in it, lies on a disk of a few megabytes. */
export class SmallDisk {
  readonly place: Place;
  readonly #filler: string;

  /** @param megabytes of the disk. */
  constructor(megabytes: number, config: PlaceOptions['config'] = {}) {
    const disk = temporaryFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk]);
    onTestFinished(() => void execFileSync('umount', [disk]));
    this.#filler = join(disk, 'filler');
    const retention = { minFreeDisk: '0B' };
    // A launch that found no room is tried again after this.
    const quickly = { lease: { heartbeat: '1s' }, session: { readyWithin: '5s' }, retention };
    this.place = new Place({ stateDir: `../${basename(disk)}/state`, config: { ...quickly, ...config } });
    // A later `down` needs some room.
    onTestFinished(() => this.free());
  }

  /** Leaves so many bytes free, at most. */
  fill(freeBytes = 0): void {
    mkdirSync(this.#filler, { recursive: true });
    const name = `${readdirSync(this.#filler).length}`;
    const keep = join(this.#filler, 'keep');
    if (freeBytes > 0) append(keep, freeBytes);
    append(join(this.#filler, name), Number.POSITIVE_INFINITY);
    rmSync(keep, { force: true });
  }

  free(): void {
    rmSync(this.#filler, { recursive: true, force: true });
  }

  workerPid(): number | null {
    return liveProcess(this.place.layout.workerRecord)?.pid ?? null;
  }

  /** Whatever was written until now is whole. */
  expectReadable(): void {
    const { layout } = this.place;
    for (const path of [layout.journal, layout.database]) expect(integrityOf(path), path).toBe('ok');
    for (const id of namesIn(layout.sessions)) {
      const text = readIfThere(layout.session(id).record);
      if (text !== null) expect(JSON.parse(text), id).toMatchObject({ id });
    }
  }
}

function append(path: string, bytes: number): void {
  const file = openSync(path, 'a');
  try {
    for (let left = bytes, size = 1024 ** 2; size >= 1 && left > 0; ) {
      const length = Math.min(size, left);
      try {
        left -= writeSync(file, Buffer.alloc(length, 1));
      } catch (error) {
        if (!hasCode(error, 'ENOSPC')) throw error;
        size = Math.floor(size / 16);
      }
    }
  } finally {
    closeSync(file);
  }
}

/** Of a copy elsewhere: SQLite writes beside what it reads, and here there is no room. */
function integrityOf(path: string): unknown {
  const copy = join(temporaryFolder(), basename(path));
  for (const end of ['', '-wal']) {
    if (existsSync(path + end)) copyFileSync(path + end, copy + end);
  }
  const database = new Database(copy);
  try {
    return database.pragma('integrity_check', { simple: true });
  } finally {
    database.close();
  }
}
