import { expect, test } from 'vitest';
import { doctorProblems } from '../../../src/core/doctor/doctor-problem.ts';
import type { Finding } from '../../../src/core/doctor/finding.ts';
import {
  type GitHubFacts,
  judgeGitHub,
  type RepositoryOnGitHub,
} from '../../../src/core/doctor/judge-github.ts';
import { hookEvents, type SeenHook } from '../../../src/core/github/hook-plan.ts';
import type { Right } from '../../../src/core/github/rights.ts';

const hook: SeenHook = {
  id: 1,
  url: 'https://example.org/v1/webhooks/github',
  contentType: 'json',
  hasSecret: true,
  checksCertificate: true,
  isActive: true,
  events: hookEvents,
  lastResponse: { code: 202, message: 'OK' },
};
const since = '2026-01-01T00:00:00.000Z';
const quota = { limit: 5_000, remaining: 4_000, resetAt: since };
const seen = { kind: 'seen', rights: [], hasLabel: true, hooks: [hook] } as const;
const right = (state: Right['state']): Right => ({ state, what: 'So.', mend: 'Do.' });

function allOf(repository: RepositoryOnGitHub, change: Partial<GitHubFacts> = {}): Finding[] {
  return judgeGitHub({
    apiUrl: 'https://api.github.com',
    tokenKey: 'github.tokenFile',
    access: { kind: 'answers', login: 'ada', quota },
    repositories: [{ name: 'acme/widgets', label: 'planeguard', seen: repository }],
    secretTrouble: null,
    silent: [],
    ...change,
  });
}

const judged = (...facts: Parameters<typeof allOf>): string[] =>
  allOf(...facts).map(({ problem, level }) => problem ?? level);

test('where GitHub is not configured nothing is said of it', () => {
  expect(judgeGitHub(null)).toEqual([]);
});

const repositories: [string, RepositoryOnGitHub, string[]][] = [
  ['all is well', seen, []],
  ['a repository is hidden', { kind: 'hidden', why: 'Gone.' }, ['github_right_missing']],
  ['a repository could not be looked at', { kind: 'unknown', why: 'Away.' }, ['unknown']],
  ['the label is missing', { ...seen, hasLabel: false }, ['github_label_missing']],
  ['a right is missing', { ...seen, rights: [right('lacks')] }, ['github_right_missing']],
  ['checks are not to be seen', { ...seen, rights: [right('limited')] }, ['github_checks_unseen']],
  ['rights are there, or not told', { ...seen, rights: [right('has'), right('not_told')] }, []],
  ['a webhook has had no delivery yet', { ...seen, hooks: [{ ...hook, lastResponse: null }] }, []],
  ['a webhook is off', { ...seen, hooks: [{ ...hook, isActive: false }] }, ['webhook_silent']],
  [
    'deliveries are refused',
    { ...seen, hooks: [{ ...hook, lastResponse: { code: 401, message: null } }] },
    ['webhook_silent'],
  ],
];

test.each(repositories)('where %s, that is found', (_, repository, expected) => {
  expect(judged(repository)).toEqual(['ok', ...expected]);
});

/** What is said of a repository, and what is to be typed. */
function told(repository: RepositoryOnGitHub): (string | null)[] {
  const { what, mend } = allOf(repository)[1] ?? {};
  return [what ?? null, mend ?? null];
}

test('a repository that may not be seen is named, also where GitHub names none', () => {
  expect(told({ kind: 'hidden', why: 'GET /repos/{owner}/{repo} was answered with 403.' })[0]).toBe(
    'acme/widgets: GET /repos/{owner}/{repo} was answered with 403.',
  );
  expect(told({ kind: 'hidden', why: 'acme/widgets has moved.' })[0]).toBe('acme/widgets has moved.');
});

test('the URL of a webhook is one word of the command that sets it right, whoever has written it', () => {
  const off = (url: string): RepositoryOnGitHub => ({ ...seen, hooks: [{ ...hook, url, isActive: false }] });
  expect(told(off(hook.url))[1]).toBe(`planeguard github setup acme/widgets --url ${hook.url}`);
  const hostile = 'https://example.org/$(id);reboot/v1/webhooks/github';
  expect(told(off(hostile))[1]).toBe(`planeguard github setup acme/widgets --url '${hostile}'`);
});

const accesses: [GitHubFacts['access'], string[]][] = [
  [{ kind: 'no_token', why: 'None.' }, ['github_token_missing']],
  [{ kind: 'refused', why: '401' }, ['github_token_refused']],
  [{ kind: 'away', why: 'Nobody.' }, ['github_away']],
  [{ kind: 'limited', why: 'A pause.' }, ['github_quota_low']],
  [{ kind: 'answers', login: null, quota: null }, ['ok']],
  [{ kind: 'answers', login: 'ada', quota: { ...quota, remaining: 500 } }, ['ok', 'github_quota_low']],
  [{ kind: 'answers', login: 'ada', quota: { ...quota, remaining: 501 } }, ['ok']],
];

test.each(accesses)('access %o leads to %j', (access, expected) => {
  expect(judged(seen, { access })).toEqual(expected);
});

test('a secret of webhooks that cannot be read is told, whether GitHub answers or not', () => {
  const secretTrouble = 'There is no secret.';
  expect(judged(seen, { secretTrouble })).toEqual(['ok', 'webhook_silent']);
  const access = { kind: 'away', why: 'Nobody.' } as const;
  expect(judged(seen, { secretTrouble, access })).toEqual(['github_away', 'webhook_silent']);
});

test('a silence that the control plane has noticed is told, and once where GitHub says why', () => {
  const silent = [{ repository: 'acme/widgets', since }];
  expect(judged(seen, { silent })).toEqual(['ok', 'webhook_silent']);
  expect(judged({ ...seen, hooks: [{ ...hook, isActive: false }] }, { silent })).toEqual([
    'ok',
    'webhook_silent',
  ]);
});

test('every problem of GitHub that doctor knows comes from some facts', () => {
  const shown = [...repositories.flatMap(([, , found]) => found), ...accesses.flatMap(([, found]) => found)];
  const known = Object.entries(doctorProblems).filter(([, { check }]) => check === 'github');
  expect(known.flatMap(([name]) => (shown.includes(name) ? [] : [name]))).toEqual([]);
});
