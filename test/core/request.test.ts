import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowedFrom,
  closedStates,
  heldStates,
  type RequestEvent,
  type RequestState,
  requestStates,
  restingStates,
  transition,
  type Verdict,
} from '../../src/core/request.ts';
import { cancelReason, reason, requestState } from '../support/core-arbitraries.ts';

const summary = 'What happened.';
const over = (verdict: Verdict): RequestEvent => ({ type: 'attempt_over', verdict });

/** Every move there is: from, event, to, reason. */
const moves: readonly [RequestState, RequestEvent, RequestState, string | null][] = [
  ['queued', { type: 'claimed' }, 'claimed', null],
  ['claimed', { type: 'claim_unconfirmed' }, 'queued', null],
  ['claimed', { type: 'launched' }, 'running', null],
  ['claimed', over({ to: 'queued', reason: 'launch_failed', summary, delayMs: 1 }), 'queued', null],
  ['claimed', over({ to: 'in_review', summary }), 'in_review', null],
  ['claimed', over({ to: 'blocked', reason: 'host_refused', summary }), 'blocked', 'host_refused'],
  ['claimed', over({ to: 'cancelled', reason: 'by_operator', summary }), 'cancelled', 'by_operator'],
  ['claimed', over({ to: 'done', reason: 'merged', summary }), 'done', 'merged'],
  ['running', over({ to: 'queued', reason: 'agent_failed', summary, delayMs: 1 }), 'queued', null],
  ['running', over({ to: 'in_review', summary }), 'in_review', null],
  ['running', over({ to: 'done', reason: 'no_change_needed', summary }), 'done', 'no_change_needed'],
  ['running', over({ to: 'blocked', reason: 'stalled', summary }), 'blocked', 'stalled'],
  ['running', over({ to: 'cancelled', reason: 'issue_closed', summary }), 'cancelled', 'issue_closed'],
  ['in_review', { type: 'pull_request_merged' }, 'done', 'merged'],
  ['blocked', { type: 'pull_request_merged' }, 'done', 'merged'],
  ['queued', { type: 'pull_request_merged' }, 'done', 'merged'],
  ['in_review', { type: 'pull_request_closed' }, 'blocked', 'pull_request_closed'],
  ['queued', { type: 'pull_request_closed' }, 'blocked', 'pull_request_closed'],
  ['queued', { type: 'issue_completed' }, 'done', 'issue_completed'],
  ['in_review', { type: 'issue_completed' }, 'done', 'issue_completed'],
  ['blocked', { type: 'issue_completed' }, 'done', 'issue_completed'],
  ['queued', { type: 'cancelled', reason: 'by_operator' }, 'cancelled', 'by_operator'],
  ['in_review', { type: 'cancelled', reason: 'trigger_removed' }, 'cancelled', 'trigger_removed'],
  ['blocked', { type: 'cancelled', reason: 'issue_closed' }, 'cancelled', 'issue_closed'],
  ['in_review', { type: 'feedback_received' }, 'queued', null],
  ['blocked', { type: 'feedback_received' }, 'queued', null],
  ['done', { type: 'retried' }, 'queued', null],
  ['blocked', { type: 'retried' }, 'queued', null],
  ['cancelled', { type: 'retried' }, 'queued', null],
];

describe('the request state machine', () => {
  it.each(moves)('moves %s by %o to %s, reason %s', (from, event, to, because) => {
    expect(transition(from, event)).toEqual({ kind: 'moved', to, reason: because });
  });

  const events = [...new Map(moves.map(([, event]) => [event.type, event])).values()];
  const pairs = requestStates.flatMap((from) => events.map((event) => [from, event] as const));
  const refused = pairs.filter(
    ([from, event]) => !moves.some(([state, { type }]) => state === from && type === event.type),
  );

  it('has every event in this table', () => {
    expect(events.map(({ type }) => type).sort()).toEqual(Object.keys(allowedFrom).sort());
  });

  it.each(refused)('refuses in %s: %o', (from, event) => {
    expect(transition(from, event)).toEqual({ kind: 'refused', from, event: event.type });
  });
});

it('divides its states into queued, held and resting', () => {
  expect(['queued', ...heldStates, ...restingStates].sort()).toEqual([...requestStates].sort());
  expect(restingStates).toEqual(expect.arrayContaining([...closedStates]));
});

const anyEvent: fc.Arbitrary<RequestEvent> = fc.oneof(
  fc.constantFrom(
    { type: 'claimed' as const },
    { type: 'claim_unconfirmed' as const },
    { type: 'launched' as const },
    { type: 'pull_request_merged' as const },
    { type: 'pull_request_closed' as const },
    { type: 'feedback_received' as const },
    { type: 'retried' as const },
  ),
  cancelReason.map((because) => ({ type: 'cancelled' as const, reason: because })),
  fc.constant(over({ to: 'in_review', summary })),
  fc
    .record({ to: fc.constantFrom('done' as const, 'blocked' as const, 'cancelled' as const), reason })
    .map(({ to, reason: because }) => over({ to, reason: because, summary })),
  reason.map((because) => over({ to: 'queued', reason: because, summary, delayMs: 0 })),
);

it('one actor: a held request is never granted again before its attempt is over', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let state: RequestState = 'queued';
      let held = false;
      for (const event of events) {
        const result = transition(state, event);
        if (result.kind === 'refused') continue;
        if (event.type === 'claimed') {
          expect(held).toBe(false);
          held = true;
        }
        if (event.type === 'attempt_over' || event.type === 'claim_unconfirmed') held = false;
        state = result.to;
        expect(state === 'claimed' || state === 'running').toBe(held);
      }
    }),
  );
});

it('no lies: done, blocked and cancelled carry a reason, the other states none', () => {
  fc.assert(
    fc.property(requestState, anyEvent, (from, event) => {
      const result = transition(from, event);
      if (result.kind === 'refused') return;
      expect(result.reason !== null).toBe(['done', 'blocked', 'cancelled'].includes(result.to));
    }),
  );
});
