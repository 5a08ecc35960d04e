import type { z } from 'zod';
import type { wishListSchema } from '../protocol/worker.ts';
import { findWishes } from '../store/find-wishes.ts';
import type { Caller } from './app.ts';
import type { Parts } from './parts.ts';
import { refuseRevoked } from './refuse-revoked.ts';

export interface WaitForWishes {
  workerId: string;
  /** Only wishes made after this cursor. */
  after: number;
  waitMs: number;
  signal: AbortSignal;
  caller: Caller;
}

/**
 * Answers as soon as there is a wish; with none when the time is over.
 * @throws ProblemError unauthorized: the caller's token was revoked meanwhile.
 */
export async function waitForWishes(
  parts: Parts,
  wanted: WaitForWishes,
): Promise<z.infer<typeof wishListSchema>> {
  const untilMs = parts.clock.monotonicMs() + wanted.waitMs;
  const ended = AbortSignal.any([wanted.signal, parts.closing, wanted.caller.revoked]);
  for (;;) {
    refuseRevoked(wanted.caller);
    const ticket = parts.feed.wished.ticket();
    const { items, lastSeq } = await findWishes(parts.db, wanted.workerId, wanted.after);
    const leftMs = untilMs - parts.clock.monotonicMs();
    if (items.length > 0 || leftMs <= 0 || ended.aborted) return { items, cursor: lastSeq };
    await parts.clock.sleep(leftMs, AbortSignal.any([ticket, ended]));
  }
}
