/**
 * Why a request, or one attempt at it, ended. A closed set: users automate on these words.
 * `next` is what a person can do about it; `{id}` stands for the request's id.
 */
export const reasons = {
  merged: { ends: 'done', means: 'Its pull request was merged.', next: 'Nothing to do.' },
  issue_completed: { ends: 'done', means: 'Its issue was closed as completed.', next: 'Nothing to do.' },
  no_change_needed: {
    ends: 'done',
    means: 'The agent declared that nothing is to change.',
    next: 'Read its explanation: planeguard show {id}. To insist: planeguard retry {id}.',
  },
  exited_without_pr: {
    ends: 'blocked',
    means: 'The agent ended without opening a pull request and without saying that none is needed.',
    next: 'See what it did: planeguard logs {id}. Try again: planeguard retry {id}.',
  },
  agent_failed: {
    ends: 'blocked',
    means: 'The agent failed.',
    next: 'See its last words: planeguard logs {id}. Try again: planeguard retry {id}.',
  },
  launch_failed: {
    ends: 'blocked',
    means: 'The session could not be started.',
    next: 'Mend what the summary names, then: planeguard retry {id}.',
  },
  session_lost: {
    ends: 'blocked',
    means: 'The session vanished without a receipt: out of memory, reboot, or its terminal was killed.',
    next: 'Look at the machine, then: planeguard retry {id}.',
  },
  lease_expired: {
    ends: 'blocked',
    means: 'The worker was silent until its lease and the safety margin had passed.',
    next: 'Look after the worker: planeguard status. Then: planeguard retry {id}.',
  },
  stalled: {
    ends: 'blocked',
    means: 'The agent showed no sign of work for session.stallAfter.',
    next: 'See where it stopped: planeguard logs {id}. Try again: planeguard retry {id}.',
  },
  time_limit: {
    ends: 'blocked',
    means: 'The session reached session.maxDuration.',
    next: 'Make the task smaller or the limit longer, then: planeguard retry {id}.',
  },
  agent_unauthorized: {
    ends: 'blocked',
    means: 'The agent could not authenticate.',
    next: "Log in with the agent's own command, then: planeguard retry {id}.",
  },
  attempts_exhausted: {
    ends: 'blocked',
    means: 'Every attempt that the retry policy allows has failed.',
    next: 'See its last words: planeguard logs {id}. All causes: planeguard show {id}. Then: planeguard retry {id}.',
  },
  feedback_exhausted: {
    ends: 'blocked',
    means: 'Feedback asked for more rounds of work than the policy allows.',
    next: 'Decide by hand, or: planeguard retry {id}.',
  },
  pull_request_closed: {
    ends: 'blocked',
    means: 'Its pull request was closed without a merge.',
    next: 'Try again: planeguard retry {id}. Give up: planeguard cancel {id}.',
  },
  verification_unavailable: {
    ends: 'blocked',
    means: 'The forge could not be asked whether a pull request exists.',
    next: 'Mend the access to the remote, then: planeguard retry {id}.',
  },
  salvage_failed: {
    ends: 'blocked',
    means: 'Work that was not published could not be saved elsewhere; the workspace is kept.',
    next: 'Look into the workspace that planeguard show {id} names.',
  },
  host_refused: {
    ends: 'blocked',
    means: 'The worker may not, or cannot, run this request.',
    next: 'Mend what the summary names, then: planeguard retry {id}.',
  },
  by_operator: {
    ends: 'cancelled',
    means: 'A person cancelled it.',
    next: 'Take it up again: planeguard retry {id}.',
  },
  issue_closed: {
    ends: 'cancelled',
    means: 'Its issue was closed without being completed, is gone, or its repository was archived.',
    next: 'To have it taken up again, reopen the issue, take its label off, and apply it again.',
  },
  trigger_removed: {
    ends: 'cancelled',
    means: 'The label that started it was removed, or who applied it may not start work any more.',
    next: 'To have it taken up again, have somebody who may start work apply the label again.',
  },
} as const satisfies Record<string, { ends: 'done' | 'blocked' | 'cancelled'; means: string; next: string }>;

export type Reason = keyof typeof reasons;

/** Somebody did not want it any more, whatever the forge says of it. */
export const isCancel = (reason: Reason): boolean => reasons[reason].ends === 'cancelled';

/** Ends that what was said meanwhile may mend: the agent did its work, and nothing else is in its way. */
export const answerableReasons: ReadonlySet<Reason> = new Set(['exited_without_pr', 'pull_request_closed']);

export const reasonNames = Object.keys(reasons) as [Reason, ...Reason[]];

/** What to do next, with the request's id filled in. */
export const nextStep = (reason: Reason, requestId: string): string =>
  reasons[reason].next.replaceAll('{id}', requestId);
