import { longPassMs } from '../../core/loop-progress.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Sessions } from '../sessions.ts';
import { tidyCaches } from '../tidy-caches.ts';

/** A pass is one git process for each cache that is tidy. */
const lookEveryMs = 60 * 60_000;

/** Bounds the disk of the caches. A repack under way ends with the worker. */
export function cachesLoop({ context, health }: Sessions): LoopOptions {
  return {
    name: 'caches',
    clock: context.clock,
    doing: 'tidying the caches',
    passWithinMs: longPassMs,
    onError: (error) => health.failed('caches', error),
    pass: async (signal) => {
      await tidyCaches(context, signal);
      health.recovered('caches');
      return lookEveryMs;
    },
  };
}
