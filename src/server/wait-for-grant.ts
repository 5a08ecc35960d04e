import { type ClaimRequest, claimRequest, type Vouching } from '../store/claim-request.ts';
import type { GrantRecord } from '../store/load-grant.ts';
import { nextDueMs } from '../store/next-due.ts';
import { accepted } from './accepted.ts';
import type { Caller } from './app.ts';
import type { Parts } from './parts.ts';
import { refuseRevoked } from './refuse-revoked.ts';

export interface WaitForGrant {
  claim: Omit<ClaimRequest, 'afterOrdinal' | 'vouching'>;
  waitMs: number;
  signal: AbortSignal;
  caller: Caller;
}

/**
 * Answers as soon as a request can be granted; with null when the time is over.
 * @throws ProblemError unauthorized: the caller's token was revoked meanwhile.
 */
export async function waitForGrant(parts: Parts, wanted: WaitForGrant): Promise<GrantRecord | null> {
  const untilMs = parts.clock.monotonicMs() + wanted.waitMs;
  const ended = AbortSignal.any([wanted.signal, parts.closing, wanted.caller.revoked]);
  for (;;) {
    refuseRevoked(wanted.caller);
    const ticket = parts.feed.queued.ticket();
    const claim = {
      ...wanted.claim,
      afterOrdinal: parts.unknownAttempts.grantAfter,
      vouching: vouchingOf(parts),
    };
    const claimed = accepted(await parts.writer.write((write) => claimRequest(write, claim)));
    if (claimed.doubted !== null) parts.github?.vouched.doubt(claimed.doubted);
    if (claimed.kind === 'granted') return granted(parts, claimed.grant);
    const leftMs = untilMs - parts.clock.monotonicMs();
    if (leftMs <= 0 || ended.aborted) return null;
    await parts.clock.sleep(
      Math.min(leftMs, await dueInMs(parts, claimed.againAtMs)),
      AbortSignal.any([ticket, ended]),
    );
  }
}

/** Without access to the forge nobody can vouch for what its issues have started: it waits. */
function vouchingOf({ github, clock }: Parts): Vouching {
  if (github === null) return { vouched: [], waiting: [] };
  const nowMs = clock.bootMs();
  return { vouched: github.vouched.fresh(nowMs), waiting: github.vouched.waiting(nowMs) };
}

function granted({ leases, clock }: Parts, grant: GrantRecord): GrantRecord {
  const { id, worker_id: workerId, confirmed_at: confirmedAt } = grant.attempt;
  leases.begin({ id, workerId, confirmed: confirmedAt !== null }, clock.bootMs());
  return grant;
}

/** A retry's backoff ends, or a preference, or a day's limit: nobody announces that. */
async function dueInMs({ db, clock }: Parts, againAtMs: number | null): Promise<number> {
  const nowMs = clock.nowMs();
  const dueMs = await nextDueMs(db, nowMs);
  return Math.max(
    0,
    Math.min(...[dueMs, againAtMs].flatMap((atMs) => (atMs === null ? [] : [atMs - nowMs]))),
  );
}
