import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs';

export interface WriteOptions {
  mode?: number;
  /** Survives a power cut; costs a disk flush. */
  durable?: boolean;
}

/** Writes a file whole or not at all: a reader never sees half of it. */
export function writeWhole(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const fd = openSync(temporary, 'wx', options.mode ?? 0o600);
    try {
      // All of it, or an error: a single write(2) takes what still fits on a disk that is about full.
      writeFileSync(fd, content);
      if (options.durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A file that is not read: a folder, a FIFO, a device, or one that is too large. */
export class UnusualFileError extends Error {
  readonly path: string;

  constructor(path: string, why: string) {
    super(`${path} is not read: ${why}.`);
    this.path = path;
  }
}

/**
 * The file's text, or null when it does not exist. Other failures are thrown. It never waits: agents write some of
 * what is read here, and a plain read of a FIFO would stop this whole process for ever.
 */
export function readIfThere(path: string, atMostBytes = Number.POSITIVE_INFINITY): string | null {
  const fd = openIfThere(path);
  if (fd === null) return null;
  try {
    const found = fstatSync(fd);
    if (!found.isFile()) throw new UnusualFileError(path, 'it is not a file');
    if (found.size > atMostBytes) throw new UnusualFileError(path, `it has ${found.size} bytes`);
    return readFileSync(fd, 'utf8');
  } finally {
    closeSync(fd);
  }
}

/** The same of what an agent may have put something else in the place of: what cannot be read is empty, like torn. */
export function readIfLegible(path: string): string | null {
  try {
    return readIfThere(path);
  } catch (error) {
    if (cannotBeRead(error)) return '';
    throw error;
  }
}

/** At most so many of its last bytes; none of what is not there, or cannot be read. It never waits. */
export function readEnd(path: string, bytes: number): string {
  let fd: number | null = null;
  try {
    fd = openIfThere(path);
    const found = fd === null ? null : fstatSync(fd);
    if (fd === null || !found?.isFile()) return '';
    const buffer = Buffer.alloc(bytes);
    return buffer.toString('utf8', 0, readSync(fd, buffer, 0, bytes, Math.max(0, found.size - bytes)));
  } catch (error) {
    if (cannotBeRead(error)) return '';
    throw error;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** By what is there: no file, a closed folder, a broken disk. */
const cannotBeRead = (error: unknown): boolean =>
  error instanceof UnusualFileError || (error instanceof Error && 'syscall' in error);

/** A descriptor for reading, or null when there is no such file. */
function openIfThere(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

/** What is at a path, of a link itself; null when nothing is, or something else is where its folder should be. */
export function statIfThere(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

/** What a folder holds, by name; nothing when it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
