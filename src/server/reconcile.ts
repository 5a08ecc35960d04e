import { whatWasDone, wouldDo } from '../core/reconcile.ts';
import type { PlannedItem, ReconcileItem } from '../protocol/reconcile.ts';
import { expireLeases } from './loops/expire-leases.ts';
import { returnSilentClaims, silentClaims } from './loops/unconfirmed-claims.ts';
import type { Parts } from './parts.ts';
import { planThreads, sweepThreads } from './sweep-threads.ts';

/** One pass of the loops that look after leases and threads; a dry run says what it would do. */
export async function reconcile(parts: Parts, dryRun: boolean): Promise<ReconcileItem[]> {
  const planned = await plan(parts);
  if (dryRun) return wouldDo(planned);
  await expireLeases(parts);
  await returnSilentClaims(parts);
  await sweepThreads(parts);
  return whatWasDone(planned, await plan(parts));
}

async function plan(parts: Parts): Promise<PlannedItem[]> {
  const nowMs = parts.clock.bootMs();
  const leases = parts.leases.expired(nowMs).map((subject) => ({
    part: 'leases' as const,
    subject,
    action: 'end the attempt',
    because: 'its worker was silent until the lease and the margin had passed',
  }));
  const claims = silentClaims(parts, nowMs).map((subject) => ({
    part: 'claims' as const,
    subject,
    action: 'take the claim back',
    because: 'its worker never confirmed it, and has gone silent',
  }));
  return [...leases, ...claims, ...(await planThreads(parts))];
}
