import { beforeEach, expect, test } from 'vitest';
import { lookAtIssue } from '../../../src/server/github/look-at-issue.ts';
import { lookAtPullRequest } from '../../../src/server/github/look-at-pull-request.ts';
import { requestView } from '../../../src/server/views/request-view.ts';
import { listEvents } from '../../../src/store/list-events.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import type { GitHubPlace } from '../../support/github/github-place.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const shared = sharedGitHub();
let place: GitHubPlace;

beforeEach(() => {
  place = shared();
});

/** A request of a labelled issue with a pull request, on a branch of its own that it is to be merged into. */
async function withPullRequest(base: string, required: string[] = []) {
  const { parts, github, repository, requestOf } = await githubParts(place);
  await place.push(base);
  if (required.length > 0) await place.persons.requireChecks(required, base);
  const { number: issue } = await place.persons.openIssue();
  await place.persons.label(issue);
  await lookAtIssue(parts, github, { repository, number: issue });
  const id = (await requestOf(issue))?.id ?? '';
  const head = `planeguard/${issue}`;
  const sha = await place.push(head, { 'a.txt': `${issue}\n` });
  const { number } = await place.persons.openPullRequest({ head, base, body: `Fixes #${issue}`, by: 'bob' });
  const look = async (heard = false) => {
    await lookAtPullRequest(parts, github, { repository, number, heard });
    return (await requestView(parts, id)).pullRequest?.checks;
  };
  const told = async () => {
    const events = await listEvents(parts.db, { requestId: id, afterSeq: 0, limit: 100 });
    return events.filter(({ kind }) => kind === 'checks').map(({ data }) => data.state);
  };
  return { look, told, sha, head };
}

test('check runs and statuses of the head are one summary, which each change of it tells', async () => {
  const { look, told, sha } = await withPullRequest('plain');
  expect(await look()).toBeNull();
  await place.persons.checkRun(sha, 'build');
  await place.persons.setStatus(sha, 'success', 'ci/lint');
  expect(await look()).toEqual({ state: 'pending', failing: [], pending: ['build'], required: [] });
  await place.persons.checkRun(sha, 'build', 'failure');
  expect(await look()).toMatchObject({ state: 'failing', failing: ['build'] });
  await place.persons.checkRun(sha, 'build', 'success');
  expect(await look(true)).toMatchObject({ state: 'passing', failing: [], pending: [] });
  expect(await told()).toEqual(['pending', 'failing', 'passing']);
});

test('a check that a merge needs is waited for, also once it is needed, and a new head begins anew', async () => {
  const { look, sha, head } = await withPullRequest('protected', ['test']);
  expect(await look()).toEqual({ state: 'pending', failing: [], pending: ['test'], required: ['test'] });
  await place.persons.checkRun(sha, 'test', 'success');
  expect(await look()).toMatchObject({ state: 'passing' });
  await place.push(head, { 'a.txt': 'changed\n' });
  expect(await look()).toMatchObject({ state: 'pending', pending: ['test'] });
  await place.persons.requireChecks(['test', 'lint'], 'protected');
  expect(await look()).toMatchObject({ pending: ['lint', 'test'], required: ['lint', 'test'] });
});

test('checks that are over are asked for again only when somebody says that something has changed', async () => {
  const { look, sha } = await withPullRequest('quiet');
  await place.persons.checkRun(sha, 'build', 'success');
  await look();
  const { met } = place.faults.strike({ fault: '403', route: /check-runs|\/status$|\/branches\// });
  expect(await look()).toMatchObject({ state: 'passing' });
  expect(met).toEqual([]);
  place.faults.heal();
  await place.persons.checkRun(sha, 'build', 'cancelled');
  expect(await look(true)).toMatchObject({ state: 'failing', failing: ['build'] });
});

test('what the token has no right to see is left out, and holds nothing up', async () => {
  const { look, sha } = await withPullRequest('forbidden');
  await place.persons.setStatus(sha, 'failure', 'ci/build');
  place.faults.strike({ fault: '403', route: /check-runs|check-suites|\/branches\// });
  expect(await look()).toEqual({ state: 'failing', failing: ['ci/build'], pending: [], required: null });
});
