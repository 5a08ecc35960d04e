import { type Reason, reasons } from './reason.ts';

/** Why the worker began to end a session. The first cause wins. */
export type EndCause =
  | { kind: 'exited'; status: number | null }
  | { kind: 'settled' }
  | { kind: 'lost' }
  | { kind: 'turn_failed'; message: string }
  | { kind: 'unauthorized'; message: string }
  | { kind: 'stalled'; quietForMs: number; question: string | null }
  | { kind: 'time_limit'; limitMs: number }
  | { kind: 'cancelled'; reason: Reason }
  | { kind: 'lease_lost'; why: 'expired' | 'fenced' | 'gone' }
  | { kind: 'not_started'; reason: 'launch_failed' | 'host_refused' | 'agent_unauthorized'; message: string };

/** What the forge says of the pull request that is bound to the request. `unknown`: it cannot be asked. */
export type PullRequestFact = 'none' | 'open' | 'merged' | 'closed' | 'unknown';

export interface EndFacts {
  cause: EndCause;
  /** A cancel that came after the end had begun. */
  cancelledSince: Reason | null;
  pullRequest: PullRequestFact;
  /** The agent's own explanation why nothing is to change. */
  noChange: string | null;
  /** Why the agent's last attempt to open a pull request was refused. */
  refusal: string | null;
  /** What was wrong already before the agent began, and may be why it brought nothing. */
  warning: string | null;
  /** How long the forge could not be asked. */
  verifyingForMs: number;
  /** After this, an unknown pull request blocks the request. */
  verifyLimitMs: number;
}

export type EndJudgement =
  | { kind: 'verifying' }
  | { kind: 'ended'; outcome: 'in_review' | Reason; summary: string };

/** The table of ends: what was seen decides, and where nothing was seen, the cause. */
export function judgeEnd(facts: EndFacts): EndJudgement {
  const { cause, pullRequest } = facts;
  if (pullRequest === 'merged') return ended('merged', 'Its pull request was merged.');
  const cancel = cause.kind === 'cancelled' ? cause.reason : facts.cancelledSince;
  if (cancel)
    return ended(
      cancel,
      cancel === 'by_operator' ? 'Stopped because it was cancelled.' : reasons[cancel].means,
    );
  if (cause.kind === 'lease_lost') return ended('lease_expired', leaseSentences[cause.why]);
  if (pullRequest === 'closed') {
    return ended('pull_request_closed', 'Its pull request was closed without a merge.');
  }
  // An open pull request is an earlier attempt's: nothing was done for what this one was started for.
  if (cause.kind === 'not_started') return ended(cause.reason, cause.message);
  if (pullRequest === 'unknown') return verifying(facts);
  if (pullRequest === 'open') return ended('in_review', `Its pull request is open. ${causeSentence(cause)}`);
  return judgeWithoutPullRequest(facts);
}

const ended = (outcome: 'in_review' | Reason, summary: string): EndJudgement => ({
  kind: 'ended',
  outcome,
  summary,
});

const leaseSentences = {
  expired: 'The worker could not renew its lease in time and stopped the session.',
  fenced: 'A newer attempt holds the request; this one was stopped.',
  gone: 'The control plane says that this attempt is over; its session was stopped.',
};

function verifying(facts: EndFacts): EndJudgement {
  if (facts.verifyingForMs < facts.verifyLimitMs) return { kind: 'verifying' };
  return ended(
    'verification_unavailable',
    `The remote could not be asked about the pull request. ${causeSentence(facts.cause)}`,
  );
}

function judgeWithoutPullRequest({ cause, noChange, refusal, warning }: EndFacts): EndJudgement {
  const byItself = cause.kind === 'exited' || cause.kind === 'settled';
  if (byItself && noChange !== null) {
    return ended('no_change_needed', `The agent says that nothing is to change: ${noChange}`);
  }
  const tried = byItself && refusal !== null ? ` Its pr create was refused: ${refusal}` : '';
  const warned = byItself && warning !== null ? ` Before it began: ${warning}` : '';
  return ended(reasonOf(cause), `${causeSentence(cause)}${tried}${warned}`);
}

function reasonOf(cause: EndCause): Reason {
  switch (cause.kind) {
    case 'exited':
      return cause.status === 0 ? 'exited_without_pr' : 'agent_failed';
    case 'settled':
      return 'exited_without_pr';
    case 'lost':
      return 'session_lost';
    case 'turn_failed':
      return 'agent_failed';
    case 'unauthorized':
      return 'agent_unauthorized';
    case 'stalled':
    case 'time_limit':
      return cause.kind;
    case 'cancelled':
    case 'not_started':
      return cause.reason;
    case 'lease_lost':
      return 'lease_expired';
    default:
      return cause satisfies never;
  }
}

/** One sentence on what happened to the agent. */
export function causeSentence(cause: EndCause): string {
  switch (cause.kind) {
    case 'exited':
      return exitSentence(cause.status);
    case 'settled':
      return 'The agent finished its turn and was quiet; its session was ended.';
    case 'lost':
      return 'The session, or its terminal, vanished without an exit receipt.';
    case 'turn_failed':
      return `The agent reported a failure: ${cause.message}`;
    case 'unauthorized':
      return `The agent could not authenticate: ${cause.message}`;
    case 'stalled':
      return stalledSentence(cause.quietForMs, cause.question);
    case 'time_limit':
      return `The session reached its time limit of ${minutes(cause.limitMs)}.`;
    case 'cancelled':
      return cause.reason === 'by_operator' ? 'It was cancelled.' : reasons[cause.reason].means;
    case 'lease_lost':
      return leaseSentences[cause.why];
    case 'not_started':
      return cause.message;
    default:
      return cause satisfies never;
  }
}

function exitSentence(status: number | null): string {
  if (status === null) return 'The agent ended; its exit status is not known.';
  if (status > 128) return `The agent was ended by signal ${status - 128}.`;
  return `The agent exited with status ${status}.`;
}

function stalledSentence(quietForMs: number, question: string | null): string {
  if (question !== null)
    return `The agent asked, and nobody answered for ${minutes(quietForMs)}: ${question}`;
  return `The agent showed no sign of work for ${minutes(quietForMs)}.`;
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
