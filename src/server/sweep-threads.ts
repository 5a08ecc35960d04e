import { decideThread, wantedThread } from '../core/thread.ts';
import type { PlannedItem } from '../protocol/reconcile.ts';
import { findRequest } from '../store/find-request.ts';
import { type UnsettledThread, unsettledThreads } from '../store/unsettled-threads.ts';
import { wantThread } from '../store/want-thread.ts';
import type { Parts } from './parts.ts';

/** In one pass; more than any but a damaged database has. */
const most = 500;

const actions = {
  nothing: 'say of the thread what is wanted',
  open: 'open the thread',
  close: 'close the thread',
  look: 'find out whether the thread is open',
} as const;

/** Threads of the dashboard that are not as their requests' states have it. */
export async function planThreads({ db }: Parts): Promise<PlannedItem[]> {
  return (await unsettledThreads(db, most)).map((thread) => ({
    part: 'threads',
    subject: thread.requestId,
    action: actions[decideThread({ wanted: wantedThread(thread.state), actual: thread.actual ?? 'closed' })],
    because: because(thread),
  }));
}

const because = (thread: UnsettledThread): string =>
  `the request is ${thread.state}, and its thread on the dashboard ${howItStands(thread)}`;

function howItStands({ state, wanted, actual }: UnsettledThread): string {
  if (actual === null) return 'is missing';
  return actual === wantedThread(state) ? `is wanted ${wanted}` : `says ${actual}`;
}

/**
 * Repairs what a state's own transaction has not: threads of other versions, and of damaged databases.
 * @returns whether there may be more.
 */
export async function sweepThreads({ db, writer, log }: Parts): Promise<boolean> {
  const unsettled = await unsettledThreads(db, most);
  for (const thread of unsettled) {
    await writer.write(async (write) => {
      const request = await findRequest(write.db, thread.requestId);
      if (request !== null) await wantThread(write, request.id, wantedThread(request.state));
    });
    log.warn({ request: thread.requestId }, `A thread was repaired: ${because(thread)}`);
  }
  return unsettled.length === most;
}
