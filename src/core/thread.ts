import type { Reason } from './reason.ts';
import type { RequestState } from './request.ts';

/** Whether people are to see a request's conversation as going on. */
export const threadWishes = ['open', 'closed'] as const;
export type ThreadWish = (typeof threadWishes)[number];

/** What its channel shows. `opening`, `closing`: asked for, not answered. `unknown`: the answer tells nothing. */
export const threadStates = ['opening', 'open', 'closing', 'closed', 'unknown'] as const;
export type ThreadState = (typeof threadStates)[number];

/** The channel that is built in: its threads are rows beside the request's own. */
export const dashboard = 'dashboard';

/** A thread is open until its request ends, and again when that is taken up. */
export function wantedThread(state: RequestState): ThreadWish {
  switch (state) {
    case 'queued':
    case 'claimed':
    case 'running':
    case 'in_review':
      return 'open';
    case 'done':
    case 'blocked':
    case 'cancelled':
      return 'closed';
    default:
      return state satisfies never;
  }
}

/** `look`: it may have been done already; the channel tells. */
export type ThreadAction = 'nothing' | 'open' | 'close' | 'look';

/** What brings a thread nearer to what is wanted. One that was never opened counts as closed. */
export function decideThread({ wanted, actual }: { wanted: ThreadWish; actual: ThreadState }): ThreadAction {
  if (actual === wanted) return 'nothing';
  if (actual === 'open') return 'close';
  return actual === 'closed' ? 'open' : 'look';
}

export interface Turn {
  state: RequestState;
  reason: Reason | null;
  summary: string;
  next: string;
}

/** What a thread says of a turn of its request's state; what comes next is on a line of its own. */
export const turnText = ({ state, reason, summary, next }: Turn): string =>
  `${state}${reason === null ? '' : ` (${reason})`}: ${summary}\n${next}`;
