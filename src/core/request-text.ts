import { nextStep, type Reason, reasons } from './reason.ts';
import type { RequestState } from './request.ts';

/** What a person reads under "next" while nothing has ended, and in review. */
export function nextInState(state: RequestState, requestId: string): string {
  switch (state) {
    case 'queued':
      return 'It starts when a worker has a free place. See who works: planeguard status.';
    case 'claimed':
    case 'running':
      return `Watch: planeguard attach ${requestId}. Stop: planeguard cancel ${requestId}.`;
    case 'in_review':
      return `Look: planeguard show ${requestId}. Accept: planeguard pr merge ${requestId}. Ask for changes: planeguard send ${requestId} TEXT.`;
    case 'done':
    case 'blocked':
    case 'cancelled':
      return `See how it ended: planeguard show ${requestId}.`;
    default:
      return state satisfies never;
  }
}

export const nextFor = (state: RequestState, reason: Reason | null, requestId: string): string =>
  reason === null ? nextInState(state, requestId) : nextStep(reason, requestId);

/** What a person reads from the wish to end a held request until its session is proven over. */
export const stoppingText = {
  summary: (reason: Reason): string =>
    `It is being stopped: ${reason === 'by_operator' ? 'a cancel was asked for.' : lowerFirst(reasons[reason].means)}`,
  next: (requestId: string): string =>
    `See how it ends: planeguard show ${requestId}. Watch it: planeguard events ${requestId} --follow.`,
} as const;

/** What a person reads while the agent of a held request is gone, and the forge cannot be asked about its pull request. */
export const verifyingText = {
  summary: 'The agent is gone. Whether it has opened a pull request is not known: its forge cannot be asked.',
  next: (requestId: string): string =>
    `It is asked again every few seconds. Why: planeguard status, planeguard worker logs. Give up: planeguard cancel ${requestId}.`,
} as const;

const lowerFirst = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1);

/** Added to what comes next when a request comes to rest with something unread. */
export const feedbackHint = 'Feedback waits: the next attempt gets it.';

export const queuedText = {
  added: 'Waiting for a worker.',
  restored:
    'Waiting: the database was restored from a backup, and an attempt that it does not know of may still run until its lease is over.',
  feedback: 'Feedback arrived; waiting for a worker to carry on.',
  retried: 'A person asked for another try; waiting for a worker.',
  unconfirmed: 'The worker that took it never confirmed; waiting for a worker.',
  failed: (attempt: number, reason: Reason, summary: string): string =>
    `Attempt ${attempt} failed (${reason}): ${summary} Another attempt follows.`,
} as const;
