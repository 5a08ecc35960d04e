import { workerHealths } from '../core/health.ts';
import { type LoopProgress, standsStill } from '../core/loop-progress.ts';
import { activities } from '../core/session.ts';
import type { WorkerContext } from './context.ts';
import type { Sessions } from './sessions.ts';

/** Everything that is counted, and what is so now, in the text format of Prometheus. */
export function metricsText(sessions: Sessions, loops: readonly LoopProgress[]): Promise<string> {
  const { context, health, disk } = sessions;
  const { metrics } = context;
  const now = health.current().health;
  for (const one of workerHealths) metrics.health.set({ health: one }, one === now ? 1 : 0);
  const doing = sessions.loops().map((loop) => loop.activity().name ?? 'launching');
  for (const activity of activities)
    metrics.sessions.set({ activity }, doing.filter((one) => one === activity).length);
  for (const loop of loops) lookAtLoop(context, loop);
  const seen = disk.seen();
  if (seen !== null) metrics.diskFree.set(seen.freeBytes);
  metrics.diskFloor.set(context.config.retention.minFreeDiskBytes);
  return metrics.registry.metrics();
}

function lookAtLoop({ metrics, clock }: WorkerContext, loop: LoopProgress): void {
  // Without a sample nothing is known: there is no age before the first success.
  if (loop.lastSuccessMs === null) metrics.loopAge.remove({ loop: loop.name });
  else metrics.loopAge.set({ loop: loop.name }, (clock.bootMs() - loop.lastSuccessMs) / 1_000);
  metrics.loopStill.set({ loop: loop.name }, standsStill(loop, clock.monotonicMs()) ? 1 : 0);
}
