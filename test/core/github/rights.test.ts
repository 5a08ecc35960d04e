import { expect, test } from 'vitest';
import {
  type Access,
  judgeRights,
  type RightsFacts,
  webhookAdvice,
} from '../../../src/core/github/rights.ts';

const reads = (access: Access): RightsFacts['reads'] => ({
  issues: access,
  pull_requests: access,
  contents: access,
  collaborators: access,
  checks: access,
  statuses: access,
});
const able: RightsFacts = {
  scopes: ['repo'],
  isPrivate: true,
  role: { push: true, admin: false },
  reads: reads('granted'),
};
const judged = (change: Partial<RightsFacts>) => judgeRights({ ...able, ...change });
const states = (change: Partial<RightsFacts>) => judged(change).map(({ state }) => state);

test.each<[string, Partial<RightsFacts>, string[]]>([
  ['the scope repo suffices for a private repository', {}, ['has']],
  ['public_repo suffices for a public one', { scopes: ['public_repo'], isPrivate: false }, ['has']],
  ['public_repo does not suffice for a private one', { scopes: ['public_repo'] }, ['lacks']],
  ['no scopes let it write nothing', { scopes: [], isPrivate: false }, ['lacks']],
  ['who may not push lacks a role, whatever the scopes', { role: { push: false, admin: false } }, ['lacks']],
  ['a role that GitHub does not tell counts for nothing', { role: null }, ['has']],
  ['what a fine-grained token may write is not told', { scopes: null }, ['not_told']],
  ['reads that GitHub did not answer tell nothing', { reads: reads('unknown') }, ['has']],
  ['issues that are switched off are a lack', { reads: { ...able.reads, issues: 'off' } }, ['lacks']],
  ['checks that may not be read are no lack', { reads: { ...able.reads, checks: 'refused' } }, ['limited']],
  [
    'each right that is refused is told by itself',
    { scopes: null, reads: reads('refused') },
    ['lacks', 'lacks', 'limited', 'lacks', 'limited', 'limited', 'not_told'],
  ],
])('%s', (_, change, expected) => {
  expect(states(change)).toEqual(expected);
});

test('what to add is named as the kind of token has it', () => {
  const refused = { ...able.reads, pull_requests: 'refused' as const };
  expect(judged({ reads: refused })[0]?.mend).toContain('the scope repo');
  expect(judged({ scopes: null, reads: refused })[0]?.mend).toContain('"Pull requests: read and write"');
});

test.each<[RightsFacts['scopes'], RightsFacts['role'], string]>([
  [['repo'], { push: true, admin: false }, 'Give the account the role Admin on this repository.'],
  [['public_repo'], { push: true, admin: true }, 'Give the token the scope admin:repo_hook.'],
  [['repo'], { push: true, admin: true }, 'See whether its organisation restricts the token.'],
  [
    null,
    { push: true, admin: true },
    'Give the token the permission "Webhooks: read and write" on this repository.',
  ],
])('with scopes %j and the role %j webhooks need: %s', (scopes, role, advice) => {
  expect(webhookAdvice({ scopes, role })).toBe(advice);
});
