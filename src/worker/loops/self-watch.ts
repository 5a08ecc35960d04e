import { type LoopProgress, standsStill } from '../../core/loop-progress.ts';
import { afterInput, isoTime } from '../../edge/clock.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { WorkerContext } from '../context.ts';
import type { HealthBook } from '../health-book.ts';

const lookEveryMs = 5_000;

/** A loop that stands still makes the worker degraded, with the loop's name. */
export function selfWatchLoop(
  { clock }: WorkerContext,
  health: HealthBook,
  loops: () => LoopProgress[],
): LoopOptions {
  return {
    name: 'self-watch',
    clock,
    doing: 'looking whether every loop moves',
    onError: (error) => health.failed('self-watch', error),
    pass: async () => {
      // After a freeze, timers that are due as well run first.
      await afterInput();
      const still = loops().filter((loop) => standsStill(loop, clock.monotonicMs()));
      if (still.length === 0) health.recovered('self-watch');
      else health.failed('self-watch', new Error(sentence(still, clock.nowMs() - clock.bootMs())));
      return lookEveryMs;
    },
  };
}

/** @param offsetMs from the boot clock to the wall clock. */
function sentence(still: readonly LoopProgress[], offsetMs: number): string {
  const each = still.map(
    ({ name, doing, sinceMs }) => `${name} (${doing}, since ${isoTime(offsetMs + sinceMs)})`,
  );
  return `A loop of this worker stands still: ${each.join(', ')}. Restart it, sessions go on: planeguard worker restart.`;
}
