import { expect, test } from 'vitest';
import {
  inlineText,
  isForAgent,
  isOwnAccount,
  type Remark,
  type RemarkSource,
  resumesFor,
  reviewRemark,
} from '../../../src/core/github/remark.ts';
import type { Reason } from '../../../src/core/reason.ts';
import type { RequestState } from '../../../src/core/request.ts';

const remark: Remark = {
  object: 'issue_comment:1',
  revision: '1',
  source: 'issue_comment',
  author: { login: 'Alice', isBot: false },
  text: 'Please add a test.',
  url: 'https://github.com/acme/widgets/issues/1#issuecomment-1',
  updatedAtMs: 0,
};

test.each<[string, Partial<Remark>, boolean]>([
  ['somebody says', {}, true],
  ['an account that is gone has said', { author: null }, false],
  ['is blank', { text: ' \n' }, false],
  ['carries the own marker', { text: 'Queued.\n<!-- planeguard:status r1 -->' }, false],
  ['speaks of Planeguard', { text: 'planeguard is slow <!-- I think -->' }, true],
])('what %s', (_, change, expected) => {
  expect(isForAgent({ ...remark, ...change })).toBe(expected);
});

test.each([
  ['Alice', 'alice', true],
  ['alice', 'bob', false],
  ['alice', null, false],
])('%s, where Planeguard acts as %s', (login, own, expected) => {
  expect(isOwnAccount(login, own)).toBe(expected);
});

test.each<[RequestState, Reason | null, RemarkSource, boolean]>([
  ['in_review', null, 'issue_comment', true],
  ['in_review', null, 'review', true],
  ['in_review', null, 'review_comment', true],
  ['in_review', null, 'approval', false],
  ['in_review', null, 'own_account', false],
  ['blocked', 'stalled', 'issue_comment', true],
  ['blocked', 'pull_request_closed', 'issue_comment', false],
  ['queued', null, 'issue_comment', false],
  ['running', null, 'review', false],
  ['done', 'merged', 'review', false],
])('a request that is %s (%s) goes on for %s: %s', (state, reason, source, expected) => {
  expect(resumesFor({ state, reason }, source)).toBe(expected);
});

test.each([
  ['CHANGES_REQUESTED', 'No.', { source: 'review', text: 'Changes requested.\n\nNo.' }],
  ['CHANGES_REQUESTED', '', { source: 'review', text: 'Changes requested.' }],
  ['COMMENTED', 'Why?', { source: 'review', text: 'Why?' }],
  ['COMMENTED', ' ', null],
  ['APPROVED', 'Fine, with a typo.', { source: 'approval', text: 'Fine, with a typo.' }],
  ['APPROVED', '', null],
  ['DISMISSED', 'No.', null],
  ['PENDING', 'No.', null],
] as const)('a review that is %s with "%s"', (state, body, expected) => {
  expect(reviewRemark(state, body)).toEqual(expected);
});

test('what is said on a line says where', () => {
  expect(inlineText('src/a.ts', 3, 'Why?')).toBe('On src/a.ts, line 3:\n\nWhy?');
  expect(inlineText('src/a.ts', null, 'Why?')).toBe('On src/a.ts:\n\nWhy?');
  expect(inlineText('src/a.ts', 3, ' ')).toBe('');
});
