import type { Reason } from './reason.ts';

/** What people see of a request. What a running session is doing is derived for display, never stored here. */
export const requestStates = [
  'queued',
  'claimed',
  'running',
  'in_review',
  'done',
  'blocked',
  'cancelled',
] as const;
export type RequestState = (typeof requestStates)[number];

/** An attempt acts, or may act, on the request. */
export const heldStates = ['claimed', 'running'] as const satisfies readonly RequestState[];
/** Nothing happens until a person, or feedback, asks for it. */
export const restingStates = [
  'in_review',
  'done',
  'blocked',
  'cancelled',
] as const satisfies readonly RequestState[];
/** Only a person's retry leads out of these. */
export const closedStates = ['done', 'cancelled'] as const satisfies readonly RequestState[];

export type RequestEvent =
  | { type: 'claimed' }
  | { type: 'claim_unconfirmed' }
  | { type: 'launched' }
  | { type: 'attempt_over'; verdict: Verdict }
  | { type: 'pull_request_merged' }
  | { type: 'pull_request_closed' }
  | { type: 'issue_completed' }
  | { type: 'cancelled'; reason: Reason }
  | { type: 'feedback_received' }
  | { type: 'retried' };

/** What the end of an attempt means for its request. */
export type Verdict =
  | { to: 'in_review'; summary: string }
  | { to: 'done' | 'blocked' | 'cancelled'; reason: Reason; summary: string }
  | { to: 'queued'; reason: Reason; summary: string; delayMs: number };

export type Transition =
  | { kind: 'moved'; to: RequestState; reason: Reason | null }
  | { kind: 'refused'; from: RequestState; event: RequestEvent['type'] };

/** The states that each event may arrive in. What is not listed is refused. */
export const allowedFrom = {
  claimed: ['queued'],
  claim_unconfirmed: ['claimed'],
  launched: ['claimed'],
  attempt_over: ['claimed', 'running'],
  pull_request_merged: ['in_review', 'blocked', 'queued'],
  pull_request_closed: ['in_review', 'queued'],
  issue_completed: ['queued', 'in_review', 'blocked'],
  cancelled: ['queued', 'in_review', 'blocked'],
  feedback_received: ['in_review', 'blocked'],
  retried: ['done', 'blocked', 'cancelled'],
} as const satisfies Record<RequestEvent['type'], readonly RequestState[]>;

/** The request's state machine. A cancel of a held request is a wish to its worker, and ends as `attempt_over`. */
export function transition(from: RequestState, event: RequestEvent): Transition {
  const allowed: readonly RequestState[] = allowedFrom[event.type];
  if (!allowed.includes(from)) return { kind: 'refused', from, event: event.type };
  return target(event);
}

function target(event: RequestEvent): Transition {
  switch (event.type) {
    case 'claimed':
      return { kind: 'moved', to: 'claimed', reason: null };
    case 'launched':
      return { kind: 'moved', to: 'running', reason: null };
    case 'claim_unconfirmed':
    case 'feedback_received':
    case 'retried':
      return { kind: 'moved', to: 'queued', reason: null };
    case 'pull_request_merged':
      return { kind: 'moved', to: 'done', reason: 'merged' };
    case 'pull_request_closed':
      return { kind: 'moved', to: 'blocked', reason: 'pull_request_closed' };
    case 'issue_completed':
      return { kind: 'moved', to: 'done', reason: 'issue_completed' };
    case 'cancelled':
      return { kind: 'moved', to: 'cancelled', reason: event.reason };
    case 'attempt_over':
      return verdictTarget(event.verdict);
    default:
      return event satisfies never;
  }
}

function verdictTarget(verdict: Verdict): Transition {
  if (verdict.to === 'in_review') return { kind: 'moved', to: 'in_review', reason: null };
  if (verdict.to === 'queued') return { kind: 'moved', to: 'queued', reason: null };
  return { kind: 'moved', to: verdict.to, reason: verdict.reason };
}
