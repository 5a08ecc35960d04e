import { onTestFinished } from 'vitest';
import { identityOf, isAlive } from './alive.ts';
import type { Place } from './place.ts';

/** Stops the worker and its `up` in their tracks, as a suspended machine does; returns what lets them go on. */
export const frozenWorker = (place: Place): (() => void) => frozenWithUp(place, place.layout.workerRecord);

/** The same with the control plane. */
export const frozenControlPlane = (place: Place): (() => void) =>
  frozenWithUp(place, place.layout.serveRecord);

function frozenWithUp(place: Place, record: string): () => void {
  const frozen = [place.layout.upRecord, record].map((path) => identityOf(Number(place.readJson(path).pid)));
  const thaw = () => {
    for (const each of frozen) if (isAlive(each)) process.kill(each.pid, 'SIGCONT');
  };
  onTestFinished(thaw);
  for (const each of frozen) process.kill(each.pid, 'SIGSTOP');
  return thaw;
}
