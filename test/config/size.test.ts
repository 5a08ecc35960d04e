import { expect, test } from 'vitest';
import { formatSize, parseSize } from '../../src/config/size.ts';

test.each([
  ['5GiB', 5 * 1024 ** 3],
  ['1.5 MiB', 1.5 * 1024 ** 2],
  ['0B', 0],
  ['5GB', null],
  ['5', null],
  ['-1GiB', null],
  ['9000000TiB', null],
])('%s is %s bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each([
  [0, '0B'],
  [1023, '1023B'],
  [1024, '1KiB'],
  [5 * 1024 ** 3 - 1, '4.9GiB'],
  [5 * 1024 ** 3, '5GiB'],
  [2000 * 1024 ** 4, '2000TiB'],
])('%s bytes are shown as %s: never more than there are', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});
