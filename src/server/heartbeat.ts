import { heartbeatsUntilUnconfirmed } from '../core/lease.ts';
import type { Heartbeat, HeartbeatAnswer } from '../protocol/worker.ts';
import { takeHeartbeat } from '../store/take-heartbeat.ts';
import { accepted } from './accepted.ts';
import { takeBackClaim } from './loops/unconfirmed-claims.ts';
import type { Parts } from './parts.ts';

/**
 * Renews what the worker holds, and tells it what became of the rest.
 * @throws ProblemError worker_conflict, not_found (register first).
 */
export async function heartbeat(parts: Parts, said: Heartbeat): Promise<HeartbeatAnswer> {
  const { presence, leases, clock, settings } = parts;
  accepted(presence.hear(said.workerId, said.instance, clock.bootMs()));
  const renew = (attemptId: string) => leases.renew(attemptId, clock.bootMs());
  const taken = await parts.writer.write((write) => takeHeartbeat(write, said, renew));
  if (said.health === 'stopped') presence.stop(said.workerId);
  for (const attemptId of taken.unconfirmed) await missed(parts, attemptId);
  const { stopAfterMs } = settings.lease;
  const attempts = taken.leases.map((lease) => ({ ...lease, stopAfterMs }));
  return { attempts, kept: taken.kept, wishes: taken.wishes, quarantine: taken.quarantine };
}

async function missed(parts: Parts, attemptId: string): Promise<void> {
  const { leases, clock } = parts;
  if (leases.miss(attemptId, clock.bootMs()) >= heartbeatsUntilUnconfirmed)
    await takeBackClaim(parts, attemptId);
}
