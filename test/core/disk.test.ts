import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DiskSpace, isDiskLow } from '../../src/core/disk.ts';

const plenty = 1_000_000;

const looks: [string, DiskSpace, wasLow: boolean, low: boolean][] = [
  ['at the floor', { freeBytes: 100, freeInodes: plenty }, false, false],
  ['below it', { freeBytes: 99, freeInodes: plenty }, false, true],
  ['at the floor again', { freeBytes: 100, freeInodes: plenty }, true, true],
  ['a tenth above it again', { freeBytes: 111, freeInodes: plenty }, true, false],
  ['without inodes', { freeBytes: plenty, freeInodes: 9_999 }, false, true],
  ['with few inodes again', { freeBytes: plenty, freeInodes: 10_500 }, true, true],
  ['where inodes are not counted', { freeBytes: plenty, freeInodes: null }, false, false],
];

it.each(looks)('a disk %s', (_, space, wasLow, low) => {
  expect(isDiskLow(space, { floorBytes: 100, wasLow })).toBe(low);
});

const spaces = fc.record({ freeBytes: fc.nat(), freeInodes: fc.option(fc.nat()) });

it('without a floor is never low', () => {
  fc.assert(
    fc.property(spaces, fc.boolean(), (space, wasLow) => !isDiskLow(space, { floorBytes: 0, wasLow })),
  );
});

it('is not low again because somebody freed room', () => {
  fc.assert(
    fc.property(spaces, fc.nat(), fc.nat(), fc.boolean(), (space, more, floorBytes, wasLow) => {
      fc.pre(!isDiskLow(space, { floorBytes, wasLow }));
      const roomier = { ...space, freeBytes: space.freeBytes + more };
      expect(isDiskLow(roomier, { floorBytes, wasLow: false })).toBe(false);
    }),
  );
});
