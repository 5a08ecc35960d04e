import { expect, test } from 'vitest';
import {
  inlineText,
  isForAgent,
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

test.each<[string, Partial<Remark>, string | null, boolean]>([
  ['somebody else says', {}, 'bob', true],
  ['somebody says where the own account is not known', {}, null, true],
  ['the own account says', {}, 'alice', false],
  ['an account that is gone has said', { author: null }, 'bob', false],
  ['is blank', { text: ' \n' }, 'bob', false],
  ['carries the own marker', { text: 'Queued.\n<!-- planeguard:status r1 -->' }, 'bob', false],
  ['speaks of Planeguard', { text: 'planeguard is slow <!-- I think -->' }, 'bob', true],
])('what %s', (_, change, own, expected) => {
  expect(isForAgent({ ...remark, ...change }, own)).toBe(expected);
});

test.each<[RequestState, Reason | null, RemarkSource, boolean]>([
  ['in_review', null, 'issue_comment', true],
  ['in_review', null, 'review', true],
  ['in_review', null, 'review_comment', true],
  ['in_review', null, 'approval', false],
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
