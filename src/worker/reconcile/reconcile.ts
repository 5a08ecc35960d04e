import { whatWasDone, wouldDo } from '../../core/reconcile.ts';
import type { Loop } from '../../edge/loop.ts';
import type { ReconcileItem } from '../../protocol/reconcile.ts';
import type { Sessions } from '../sessions.ts';
import { plan } from './plan.ts';

export interface Reconciling {
  dryRun: boolean;
  signal: AbortSignal;
}

/**
 * One pass of every loop that sets things right, one after the other, between two plans: what the second no longer has
 * was done. What already is in quarantine, or is to be looked at again, stays in both.
 */
export async function reconcile(
  sessions: Sessions,
  loops: readonly Loop[],
  { dryRun, signal }: Reconciling,
): Promise<ReconcileItem[]> {
  const before = await plan(sessions);
  if (dryRun) return wouldDo(before);
  // Each kept workspace is worth a look now, however short ago the last one was.
  for (const { id } of sessions.kept()) sessions.reviews.forget(id);
  for (const each of [...loops, ...sessions.loops()]) {
    if (signal.aborted) break;
    await unlessAborted(each.again(), signal);
  }
  const after = (await plan(sessions)).filter(({ part }) => part !== 'reviews');
  return whatWasDone(before, after);
}

/** Whoever asked has left: the pass goes on without them. */
async function unlessAborted(pass: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([pass, promise]);
  resolve();
}
