import { type ClaimRequest, claimRequest } from '../store/claim-request.ts';
import type { GrantRecord } from '../store/load-grant.ts';
import { nextDueMs } from '../store/next-due.ts';
import { accepted } from './accepted.ts';
import type { Parts } from './parts.ts';

export interface WaitForGrant {
  claim: ClaimRequest;
  waitMs: number;
  signal: AbortSignal;
}

/** Answers as soon as a request can be granted; with null when the time is over. */
export async function waitForGrant(parts: Parts, wanted: WaitForGrant): Promise<GrantRecord | null> {
  const untilMs = parts.clock.monotonicMs() + wanted.waitMs;
  const ended = AbortSignal.any([wanted.signal, parts.closing]);
  for (;;) {
    const ticket = parts.feed.queued.ticket();
    const claimed = accepted(await parts.writer.write((write) => claimRequest(write, wanted.claim)));
    if (claimed.kind === 'granted') return granted(parts, claimed.grant);
    const leftMs = untilMs - parts.clock.monotonicMs();
    if (leftMs <= 0 || ended.aborted) return null;
    await parts.clock.sleep(Math.min(leftMs, await dueInMs(parts)), AbortSignal.any([ticket, ended]));
  }
}

function granted({ leases, clock }: Parts, grant: GrantRecord): GrantRecord {
  const { id, worker_id: workerId, confirmed_at: confirmedAt } = grant.attempt;
  leases.begin({ id, workerId, confirmed: confirmedAt !== null }, clock.bootMs());
  return grant;
}

/** A retry's backoff ends, or a preference: nobody announces that. */
async function dueInMs({ db, clock }: Parts): Promise<number> {
  const nowMs = clock.nowMs();
  const dueMs = await nextDueMs(db, nowMs);
  return dueMs === null ? Number.POSITIVE_INFINITY : dueMs - nowMs;
}
