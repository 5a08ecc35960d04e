import { workerHealths } from '../../core/health.ts';
import { standsStill } from '../../core/loop-progress.ts';
import { countStates } from '../../store/count-states.ts';
import { databaseSize } from '../../store/database-size.ts';
import { listWorkers } from '../../store/list-workers.ts';
import type { Parts } from '../parts.ts';
import { workerView } from './worker-view.ts';

/** Everything that is counted, and what is so now, in the text format of Prometheus. */
export async function metricsView(parts: Parts): Promise<string> {
  const { metrics, db } = parts;
  lookAtLoops(parts);
  if (parts.github !== null) metrics.github.show(parts.github.api.budget, parts.clock.nowMs());
  metrics.database.set(await databaseSize(db));
  for (const [state, count] of Object.entries(await countStates(db))) metrics.requests.set({ state }, count);
  const workers = (await listWorkers(db)).map((worker) => workerView(parts, worker));
  for (const health of [...workerHealths, 'silent'])
    metrics.workers.set({ health }, workers.filter((worker) => worker.health === health).length);
  return metrics.registry.metrics();
}

function lookAtLoops({ metrics, condition, clock }: Parts): void {
  metrics.writable.set(condition.storage() === null ? 1 : 0);
  for (const loop of condition.progress()) {
    if (loop.lastSuccessMs !== null)
      metrics.loopAge.set({ loop: loop.name }, (clock.bootMs() - loop.lastSuccessMs) / 1_000);
    metrics.loopStill.set({ loop: loop.name }, standsStill(loop, clock.monotonicMs()) ? 1 : 0);
  }
}
