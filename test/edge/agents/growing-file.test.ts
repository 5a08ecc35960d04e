import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { GrowingFile } from '../../../src/edge/agents/growing-file.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const newPath = () => join(temporaryFolder(), 'record.jsonl');

describe('a growing file', () => {
  test('gives each whole line once', () => {
    const path = newPath();
    const file = new GrowingFile(path);
    writeFileSync(path, 'one\ntwo\n');
    expect(file.read()).toEqual({ lines: ['one', 'two'], atEnd: true });
    expect(file.read()).toEqual({ lines: [], atEnd: true });
    appendFileSync(path, 'three\n');
    expect(file.read()).toEqual({ lines: ['three'], atEnd: true });
  });

  test('waits for the rest of a torn line, also within a character', () => {
    const path = newPath();
    const file = new GrowingFile(path);
    const bytes = Buffer.from('grüße\n');
    writeFileSync(path, bytes.subarray(0, 3));
    expect(file.read()?.lines).toEqual([]);
    appendFileSync(path, bytes.subarray(3));
    expect(file.read()?.lines).toEqual(['grüße']);
  });

  test('begins where it is told to', () => {
    const path = newPath();
    writeFileSync(path, 'old\nnew\n');
    expect(new GrowingFile(path, 4).read()?.lines).toEqual(['new']);
  });

  test('that is not there, or may not be read, has nothing to tell', () => {
    expect(new GrowingFile(newPath()).read()).toBeNull();
  });

  test('of many megabytes comes in parts, and says that more is waiting', () => {
    const path = newPath();
    const line = `${'x'.repeat(1023)}\n`;
    writeFileSync(path, line.repeat(9 * 1024));
    const file = new GrowingFile(path);
    const parts = [file.read(), file.read(), file.read()];
    expect(parts.map((part) => part?.atEnd)).toEqual([false, false, true]);
    expect(parts.flatMap((part) => part?.lines ?? [])).toHaveLength(9 * 1024);
  });

  test('with a line that is longer than a part gets past it', () => {
    const path = newPath();
    writeFileSync(path, `${'x'.repeat(5 * 1024 * 1024)}\nnext\n`);
    const file = new GrowingFile(path);
    const lines = [file.read(), file.read(), file.read()].flatMap((part) => part?.lines ?? []);
    expect(lines.at(-1)).toBe('next');
  });
});
