import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeSentence, type EndCause, type EndFacts, judgeEnd } from '../../src/core/end.ts';
import { type Reason, reasons } from '../../src/core/reason.ts';
import { cancelReason, endCause, endFacts, pullRequest } from '../support/core-arbitraries.ts';

const factsOf = (facts: Partial<EndFacts> & { cause: EndCause }): EndFacts => ({
  cancelledSince: null,
  pullRequest: 'none',
  noChange: null,
  refusal: null,
  warning: null,
  verifyingForMs: 0,
  verifyLimitMs: 900_000,
  ...facts,
});

const exited = (status: number | null): EndCause => ({ kind: 'exited', status });
const settled: EndCause = { kind: 'settled' };
const notStarted = (reason: 'launch_failed' | 'host_refused' | 'agent_unauthorized'): EndCause => ({
  kind: 'not_started',
  reason,
  message: 'Git says no.',
});
const finished = { noChange: 'All is well.' };

/** Without a pull request and without a word of the agent, the cause decides. */
const causes: readonly [EndCause, Reason][] = [
  [exited(0), 'exited_without_pr'],
  [exited(1), 'agent_failed'],
  [exited(137), 'agent_failed'],
  [exited(null), 'agent_failed'],
  [settled, 'exited_without_pr'],
  [{ kind: 'lost' }, 'session_lost'],
  [{ kind: 'turn_failed', message: 'Overloaded.' }, 'agent_failed'],
  [{ kind: 'unauthorized', message: '401.' }, 'agent_unauthorized'],
  [{ kind: 'stalled', quietForMs: 1_800_000, question: null }, 'stalled'],
  [{ kind: 'time_limit', limitMs: 28_800_000 }, 'time_limit'],
  [{ kind: 'cancelled', reason: 'issue_closed' }, 'issue_closed'],
  [{ kind: 'cancelled', reason: 'merged' }, 'merged'],
  [{ kind: 'cancelled', reason: 'pull_request_closed' }, 'pull_request_closed'],
  [{ kind: 'lease_lost', why: 'expired' }, 'lease_expired'],
  [{ kind: 'lease_lost', why: 'fenced' }, 'lease_expired'],
  [{ kind: 'lease_lost', why: 'gone' }, 'lease_expired'],
  [notStarted('launch_failed'), 'launch_failed'],
  [notStarted('host_refused'), 'host_refused'],
  [notStarted('agent_unauthorized'), 'agent_unauthorized'],
];

/** What was seen outranks the cause, and something else outranks both. */
const seen: readonly [string, Partial<EndFacts> & { cause: EndCause }, 'in_review' | Reason][] = [
  ['an open pull request, exit 0', { cause: exited(0), pullRequest: 'open' }, 'in_review'],
  ['an open pull request, exit 1', { cause: exited(1), pullRequest: 'open' }, 'in_review'],
  ['an open pull request, settled', { cause: settled, pullRequest: 'open' }, 'in_review'],
  ['an open pull request, lost', { cause: { kind: 'lost' }, pullRequest: 'open' }, 'in_review'],
  [
    'an open pull request, nothing started',
    { cause: notStarted('launch_failed'), pullRequest: 'open' },
    'launch_failed',
  ],
  [
    'an unreachable remote, nothing started',
    { cause: notStarted('host_refused'), pullRequest: 'unknown' },
    'host_refused',
  ],
  ['a merge, although the agent failed', { cause: exited(1), pullRequest: 'merged' }, 'merged'],
  [
    'a merge, although it was cancelled',
    { cause: { kind: 'cancelled', reason: 'by_operator' }, pullRequest: 'merged' },
    'merged',
  ],
  [
    'a merge, although the lease was lost',
    { cause: { kind: 'lease_lost', why: 'gone' }, pullRequest: 'merged' },
    'merged',
  ],
  ['a closed pull request', { cause: settled, pullRequest: 'closed' }, 'pull_request_closed'],
  [
    'a closed pull request, nothing started',
    { cause: notStarted('launch_failed'), pullRequest: 'closed' },
    'pull_request_closed',
  ],
  [
    'a cancel after the end had begun',
    { cause: settled, pullRequest: 'open', cancelledSince: 'by_operator' },
    'by_operator',
  ],
  [
    'two cancels',
    { cause: { kind: 'cancelled', reason: 'issue_closed' }, cancelledSince: 'by_operator' },
    'issue_closed',
  ],
  [
    'a lost lease, with a pull request open',
    { cause: { kind: 'lease_lost', why: 'fenced' }, pullRequest: 'open' },
    'lease_expired',
  ],
  ['finish, exit 0', { cause: exited(0), ...finished }, 'no_change_needed'],
  ['finish, exit 1', { cause: exited(1), ...finished }, 'no_change_needed'],
  ['finish, settled', { cause: settled, ...finished }, 'no_change_needed'],
  ['finish, and a pull request too', { cause: settled, ...finished, pullRequest: 'open' }, 'in_review'],
  ['finish, then lost', { cause: { kind: 'lost' }, ...finished }, 'session_lost'],
  [
    'finish, then stalled',
    { cause: { kind: 'stalled', quietForMs: 1, question: null }, ...finished },
    'stalled',
  ],
  [
    'an unreachable remote, too long',
    { cause: settled, pullRequest: 'unknown', verifyingForMs: 900_000 },
    'verification_unavailable',
  ],
];

describe('the table of ends', () => {
  it.each(causes)('without a pull request judges %o as %s', (cause, outcome) => {
    expect(judgeEnd(factsOf({ cause }))).toMatchObject({ kind: 'ended', outcome });
  });

  it.each(seen)('judges %s', (_, facts, outcome) => {
    expect(judgeEnd(factsOf(facts))).toMatchObject({ kind: 'ended', outcome });
  });

  it.each(['issue_closed', 'trigger_removed', 'issue_completed'] as const)(
    'says what was done on the forge where that ended it: %s',
    (reason) => {
      const facts = factsOf({ cause: { kind: 'cancelled', reason } });
      expect(judgeEnd(facts)).toMatchObject({ summary: reasons[reason].means });
    },
  );

  it('keeps verifying while the remote cannot be asked, up to the limit', () => {
    const facts = factsOf({ cause: settled, pullRequest: 'unknown', verifyingForMs: 899_999 });
    expect(judgeEnd(facts)).toEqual({ kind: 'verifying' });
  });

  it('repeats the explanation of an agent that changed nothing', () => {
    expect(judgeEnd(factsOf({ cause: settled, ...finished }))).toMatchObject({
      summary: 'The agent says that nothing is to change: All is well.',
    });
  });

  it.each([exited(0), exited(4), settled])('names the pull request that was refused: %o', (cause) => {
    expect(judgeEnd(factsOf({ cause, refusal: 'The branch is locked.' }))).toMatchObject({
      summary: `${causeSentence(cause)} Its pr create was refused: The branch is locked.`,
    });
  });

  it('forgets a refusal when there is a pull request, or nothing is to change', () => {
    const refusal = 'The branch is locked.';
    const later = [factsOf({ cause: settled, pullRequest: 'open', refusal })];
    for (const facts of [...later, factsOf({ cause: settled, ...finished, refusal })]) {
      expect(judgeEnd(facts)).toMatchObject({ summary: expect.not.stringContaining('refused') });
    }
  });
});

describe('the sentence on what happened to the agent', () => {
  it.each([
    [exited(0), 'The agent exited with status 0.'],
    [exited(137), 'The agent was ended by signal 9.'],
    [exited(null), 'The agent ended; its exit status is not known.'],
    [{ kind: 'stalled', quietForMs: 119_000, question: null }, 'The agent showed no sign of work for 119 s.'],
    [
      { kind: 'stalled', quietForMs: 1_800_000, question: 'Which one?' },
      'The agent asked, and nobody answered for 30 min: Which one?',
    ],
    [{ kind: 'time_limit', limitMs: 28_800_000 }, 'The session reached its time limit of 480 min.'],
  ] satisfies [EndCause, string][])('of %o', (cause, sentence) => {
    expect(causeSentence(cause)).toBe(sentence);
  });
});

it('no lies: every end has an outcome of the closed set and a summary', () => {
  fc.assert(
    fc.property(endFacts, (facts) => {
      const judgement = judgeEnd(facts);
      if (judgement.kind === 'verifying') return;
      expect(judgement.summary).not.toBe('');
      if (judgement.outcome !== 'in_review') expect(reasons).toHaveProperty(judgement.outcome);
    }),
  );
});

it('no lies: verifying is bounded, whatever was seen', () => {
  fc.assert(
    fc.property(endFacts, (facts) => {
      const judgement = judgeEnd({ ...facts, verifyingForMs: facts.verifyLimitMs });
      expect(judgement.kind).toBe('ended');
    }),
  );
});

it('unknown is not dead: an unreachable remote never reads as no pull request', () => {
  const causes = endCause.filter(({ kind }) => !['cancelled', 'lease_lost', 'not_started'].includes(kind));
  fc.assert(
    fc.property(causes, fc.nat(2_000_000), (cause, verifyingForMs) => {
      const judgement = judgeEnd(factsOf({ cause, pullRequest: 'unknown', verifyingForMs }));
      if (judgement.kind === 'ended') expect(judgement.outcome).toBe('verification_unavailable');
    }),
  );
});

it('first reason wins: a later cancel never replaces the reason of the first', () => {
  fc.assert(
    fc.property(cancelReason, cancelReason, pullRequest, (first, later, seenOfIt) => {
      const cause = { kind: 'cancelled', reason: first } as const;
      const judgement = judgeEnd(factsOf({ cause, cancelledSince: later, pullRequest: seenOfIt }));
      expect(judgement).toMatchObject({ outcome: seenOfIt === 'merged' ? 'merged' : first });
    }),
  );
});
