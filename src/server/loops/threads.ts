import { Loop } from '../../edge/loop.ts';
import type { Parts } from '../parts.ts';
import { sweepThreads } from '../sweep-threads.ts';

/** A look at every request's row: 30 ms for 100,000. */
const periodMs = 10 * 60_000;

/** Repairs threads that are not as their requests' states have it. */
export const threadsLoop = (parts: Parts): Loop =>
  new Loop({
    name: 'threads',
    clock: parts.clock,
    doing: 'comparing threads with their requests',
    pass: async () => ((await sweepThreads(parts)) ? 0 : periodMs),
    onError: (error) => parts.log.error({ err: error }, 'Threads could not be repaired; trying again'),
  });
