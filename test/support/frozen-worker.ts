import { onTestFinished } from 'vitest';
import { identityOf, isAlive } from './alive.ts';
import type { Place } from './place.ts';

/** Stops the worker and its `up` in their tracks, as a suspended machine does; returns what lets them go on. */
export function frozenWorker(place: Place): () => void {
  const { upRecord, workerRecord } = place.layout;
  const frozen = [upRecord, workerRecord].map((record) => identityOf(Number(place.readJson(record).pid)));
  const thaw = () => {
    for (const each of frozen) if (isAlive(each)) process.kill(each.pid, 'SIGCONT');
  };
  onTestFinished(thaw);
  for (const each of frozen) process.kill(each.pid, 'SIGSTOP');
  return thaw;
}
