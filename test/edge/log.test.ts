import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cutShared, earlierLog, openLog } from '../../src/edge/log.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test.skipIf(!existsSync('/dev/full'))('a log on a full disk throws at nobody', () => {
  const log = openLog('/dev/full');
  expect(() => {
    for (let line = 0; line < 2_000; line += 1) log.warn({ line }, 'x'.repeat(500));
  }).not.toThrow();
});

test('a log that is full goes on in a new file, and both take no more than they may', () => {
  const path = join(temporaryFolder(), 'worker.log');
  const maxBytes = 20_000;
  const log = openLog(path, 'info', maxBytes);
  for (let line = 0; line < 1_000; line += 1) log.info({ line }, 'x'.repeat(50));
  const kept = [earlierLog(path), path].map((file) => readFileSync(file, 'utf8'));
  expect(Buffer.byteLength(kept.join(''))).toBeLessThanOrEqual(maxBytes);
  const numbers = [...kept.join('').matchAll(/"line":(\d+)/g)].map(([, line]) => Number(line));
  expect(numbers.at(-1)).toBe(999);
  expect(numbers).toEqual(numbers.map((_, index) => 1_000 - numbers.length + index));
});

test('a log whose file cannot be moved goes on in it', () => {
  const path = join(temporaryFolder(), 'worker.log');
  mkdirSync(earlierLog(path));
  const log = openLog(path, 'info', 500);
  for (let line = 0; line < 20; line += 1) log.info({ line }, 'x'.repeat(50));
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(20);
});

test('a file that others hold open is cut, and what they write afterwards is at its beginning', () => {
  const path = join(temporaryFolder(), 'up.out');
  const held = openSync(path, 'a');
  writeSync(held, 'old words\n'.repeat(100));
  cutShared(path, 1_000_000);
  expect(statSync(path).size).toBe(1_000);
  cutShared(path, 1_000);
  writeSync(held, 'new words\n');
  closeSync(held);
  expect(readFileSync(path, 'utf8')).toBe('new words\n');
  expect(readFileSync(earlierLog(path), 'utf8')).toMatch(/old words\n$/);
});
