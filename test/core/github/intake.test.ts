import { describe, expect, it, test } from 'vitest';
import {
  decideIntake,
  type IntakeAction,
  type IntakeFacts,
  type IssueRequest,
  mayHaveOtherText,
  type SeenIssue,
} from '../../../src/core/github/intake.ts';
import { closedStates, heldStates, requestStates } from '../../../src/core/request.ts';

const labelled: SeenIssue = {
  kind: 'there',
  state: 'open',
  closedAs: null,
  triggerId: 'first',
  title: 'Mend it',
  body: 'Please.',
};
const gone: SeenIssue = { kind: 'gone' };
const unlabelled: SeenIssue = { ...labelled, triggerId: null };
const again: SeenIssue = { ...labelled, triggerId: 'second' };
const edited: SeenIssue = { ...labelled, body: 'And the docs.' };
const closedAs = (as: 'completed' | 'not_planned' | 'duplicate' | null): SeenIssue => ({
  ...labelled,
  state: 'closed',
  closedAs: as,
});

const inState = (state: IssueRequest['state']): IssueRequest => ({
  id: 'r1',
  state,
  triggerId: 'first',
  title: 'Mend it',
  body: 'Please.',
});

const facts = (more: Partial<IntakeFacts>): IntakeFacts => ({
  issue: labelled,
  request: null,
  refusedTriggerId: null,
  triggerIsTrusted: true,
  textIsTrusted: true,
  ...more,
});

const nothing: IntakeAction = { kind: 'nothing' };
const queue: IntakeAction = { kind: 'queue', triggerId: 'first' };
const retry: IntakeAction = { kind: 'retry', triggerId: 'second' };
const takeText: IntakeAction = { kind: 'take_text', title: 'Mend it', body: 'And the docs.' };
const end = (reason: 'issue_completed' | 'issue_closed' | 'trigger_removed'): IntakeAction => ({
  kind: 'end',
  reason,
});

describe('an issue that has started nothing', () => {
  it.each<[string, Partial<IntakeFacts>, IntakeAction]>([
    ['and is labelled is queued', {}, queue],
    ['and was refused is not looked at again', { refusedTriggerId: 'first' }, nothing],
    ['and was refused is queued once labelled again', { refusedTriggerId: 'zeroth' }, queue],
    ['and has no label is left', { issue: unlabelled }, nothing],
    ['and is closed is left', { issue: closedAs('completed') }, nothing],
    ['and is gone is left', { issue: gone }, nothing],
  ])('%s', (_, more, action) => {
    expect(decideIntake(facts(more))).toEqual(action);
  });
});

describe('a request that waits', () => {
  it.each<[string, Partial<IntakeFacts>, IntakeAction]>([
    ['goes on waiting', {}, nothing],
    ['takes over an edited text', { issue: edited }, takeText],
    [
      'takes over an edited title',
      { issue: { ...labelled, title: 'A' } },
      { ...takeText, title: 'A', body: 'Please.' },
    ],
    ['keeps its text where others may have edited it', { issue: edited, textIsTrusted: false }, nothing],
    ['stands for the label that was applied again', { issue: again }, retry],
    ['does not stand for a refused label', { issue: again, refusedTriggerId: 'second' }, nothing],
    ['is withdrawn when its label no longer counts', { triggerIsTrusted: false }, end('trigger_removed')],
    ['is withdrawn without its label', { issue: unlabelled }, end('trigger_removed')],
  ])('%s', (_, more, action) => {
    expect(decideIntake(facts({ request: inState('queued'), ...more }))).toEqual(action);
  });
});

describe.each([...heldStates, 'in_review'] as const)('a request that is %s', (state) => {
  it.each<[string, Partial<IntakeFacts>]>([
    ['an edit', { issue: edited }],
    ['the permission lost', { triggerIsTrusted: false }],
  ])('is not moved by %s', (_, more) => {
    expect(decideIntake(facts({ request: inState(state), ...more }))).toEqual(nothing);
  });
});

test('the label applied again ends what is in review, and moves nothing that an attempt works on', () => {
  const after = (state: IssueRequest['state']) =>
    decideIntake(facts({ issue: again, request: inState(state) }));
  expect(after('in_review')).toEqual(end('trigger_removed'));
  for (const state of heldStates) expect(after(state)).toEqual(nothing);
});

test.each(['blocked', ...closedStates] as const)(
  'a request that is %s is taken up by the label applied again, and by nothing else of its issue',
  (state) => {
    const after = (more: Partial<IntakeFacts>) => decideIntake(facts({ request: inState(state), ...more }));
    expect(after({ issue: again })).toEqual(retry);
    expect(after({ issue: again, refusedTriggerId: 'second' })).toEqual(nothing);
    expect(after({})).toEqual(nothing);
    expect(after({ issue: edited })).toEqual(nothing);
  },
);

const unfinished = requestStates.filter((state) => !closedStates.some((closed) => closed === state));

test.each<[string, SeenIssue, IntakeAction]>([
  ['is gone', gone, end('issue_closed')],
  ['is completed', closedAs('completed'), end('issue_completed')],
  ['is not planned', closedAs('not_planned'), end('issue_closed')],
  ['is a duplicate', closedAs('duplicate'), end('issue_closed')],
  ['is closed for no known reason', closedAs(null), end('issue_closed')],
  ['has lost its label', unlabelled, end('trigger_removed')],
])('whatever is not over ends when its issue %s; what is over stays so', (_, issue, action) => {
  for (const state of unfinished)
    expect(decideIntake(facts({ issue, request: inState(state) }))).toEqual(action);
  for (const state of closedStates)
    expect(decideIntake(facts({ issue, request: inState(state) }))).toEqual(nothing);
});

/** All that the decision can depend on. */
function* everything(): Generator<IntakeFacts> {
  const issues = [
    gone,
    labelled,
    unlabelled,
    again,
    edited,
    closedAs('completed'),
    { ...closedAs(null), triggerId: 'second' },
  ];
  const requests = [null, ...requestStates.map(inState)];
  for (const issue of issues)
    for (const request of requests)
      for (const refusedTriggerId of [null, 'first', 'second'])
        for (const triggerIsTrusted of [true, false])
          for (const textIsTrusted of [true, false])
            yield { issue, request, refusedTriggerId, triggerIsTrusted, textIsTrusted };
}

test('nothing is started, again or with another text, that was refused, is closed, or has no label', () => {
  for (const one of everything()) {
    const action = decideIntake(one);
    if (action.kind !== 'queue' && action.kind !== 'retry') continue;
    expect(one.issue).toMatchObject({ kind: 'there', state: 'open', triggerId: action.triggerId });
    expect(action.triggerId).not.toBe(one.refusedTriggerId);
  }
});

test('a text is taken over only before the start, and only from who may start work', () => {
  for (const one of everything())
    if (decideIntake(one).kind === 'take_text')
      expect(one).toMatchObject({
        request: { state: 'queued' },
        triggerIsTrusted: true,
        textIsTrusted: true,
      });
});

test('a change counts when it came later than the label itself', () => {
  expect(mayHaveOtherText({ labelledAtMs: 10_000, updatedAtMs: 12_000 })).toBe(false);
  expect(mayHaveOtherText({ labelledAtMs: 10_000, updatedAtMs: 13_000 })).toBe(true);
});
