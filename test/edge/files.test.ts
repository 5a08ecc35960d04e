import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEnd, readIfLegible, readIfThere, statIfThere, UnusualFileError } from '../../src/edge/files.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

describe('reading a file that somebody else may have written', () => {
  it('gives its text, and null when there is none', () => {
    const path = join(temporaryFolder(), 'file');
    expect(readIfThere(path)).toBeNull();
    writeFileSync(path, 'text');
    expect(readIfThere(path)).toBe('text');
  });

  it.each([
    ['a FIFO that nobody writes to', (path: string) => void execFileSync('mkfifo', [path])],
    ['a folder', (path: string) => void mkdirSync(path)],
    ['a link to a device that never ends', (path: string) => symlinkSync('/dev/zero', path)],
  ])('never waits for %s', (_, make) => {
    const path = join(temporaryFolder(), 'file');
    make(path);
    expect(() => readIfThere(path)).toThrow(UnusualFileError);
    expect([readIfLegible(path), readEnd(path, 5)]).toEqual(['', '']);
  });

  it('gives the end of a long one, and nothing where there is none', () => {
    const path = join(temporaryFolder(), 'file');
    expect([readIfLegible(path), readEnd(path, 5)]).toEqual([null, '']);
    writeFileSync(path, '1234567');
    expect([readEnd(path, 5), readEnd(path, 9)]).toEqual(['34567', '1234567']);
    expect([readIfLegible(join(path, 'below')), statIfThere(join(path, 'below'))]).toEqual(['', null]);
  });

  it('refuses more than was asked for', () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, '12345');
    expect(readIfThere(path, 5)).toBe('12345');
    expect(() => readIfThere(path, 4)).toThrow(UnusualFileError);
  });
});
