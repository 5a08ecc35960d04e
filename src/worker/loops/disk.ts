import type { LoopOptions } from '../../edge/loop.ts';
import type { Sessions } from '../sessions.ts';

/** A build fills gigabytes in a minute. */
const lookEveryMs = 5_000;

/** Looks whether the disk has room, also while nothing is claimed: health follows, and claims go on by themselves. */
export function diskLoop({ context, disk, health }: Sessions): LoopOptions {
  return {
    name: 'disk',
    clock: context.clock,
    doing: 'measuring the disk',
    onError: (error) => health.failed('disk', error),
    pass: async () => {
      await disk.hasRoom();
      return lookEveryMs;
    },
  };
}
