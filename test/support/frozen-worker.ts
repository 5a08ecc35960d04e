import { onTestFinished } from 'vitest';
import { identityOf, isAlive } from './alive.ts';
import type { Place } from './place.ts';

/** Stops the worker in its tracks, as a suspended machine does; returns what lets it go on. */
export function frozenWorker(place: Place): () => void {
  const worker = identityOf(Number(place.readJson(place.layout.workerRecord).pid));
  const thaw = () => {
    if (isAlive(worker)) process.kill(worker.pid, 'SIGCONT');
  };
  onTestFinished(thaw);
  process.kill(worker.pid, 'SIGSTOP');
  return thaw;
}
