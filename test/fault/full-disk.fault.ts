import { describe, test } from 'vitest';
import { fullAt } from '../support/full-at.ts';
import { canMount, SmallDisk } from '../support/small-disk.ts';

/** The first that a session needs is its cache, the last its agent's home: together about half a megabyte. */
const launches = [0, 8, 32, 96, 160, 256, 384];

describe.runIf(canMount)('a full disk costs nobody anything but time', () => {
  test.each(launches)('while a session is launched, with %i KiB left', async (kibibytes) => {
    await fullAt.launch(new SmallDisk(24), kibibytes * 1024);
  });

  test('while the agent works', async () => {
    await fullAt.work(new SmallDisk(24));
  });

  test('while the agent ends', async () => {
    await fullAt.itsEnd(new SmallDisk(24));
  });

  test('while work is salvaged', async () => {
    await fullAt.salvage(new SmallDisk(24));
  });
});
