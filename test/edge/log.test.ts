import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLog } from '../../src/edge/log.ts';

test.skipIf(!existsSync('/dev/full'))('a log on a full disk throws at nobody', () => {
  const log = openLog('/dev/full');
  expect(() => {
    for (let line = 0; line < 2_000; line += 1) log.warn({ line }, 'x'.repeat(500));
  }).not.toThrow();
});
