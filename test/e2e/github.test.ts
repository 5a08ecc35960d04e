import { expect, test } from 'vitest';
import { startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { openPullRequest } from '../support/scripts.ts';

test('a labelled issue becomes a pull request, whose merge ends everything, by polling alone', async () => {
  const github = await startGitHub();
  const place = placeOnGitHub(github, openPullRequest);
  await place.up();
  const issue = await github.persons.openIssue({ title: 'Add a greeting', body: 'Say hello.' });
  await github.persons.label(issue.number);

  const inReview = await requestOf(place, issue.number, 'in_review');
  expect(inReview.pullRequest).toMatchObject({
    state: 'open',
    url: expect.stringContaining('/acme/widgets/pull/'),
  });

  await github.persons.mergePullRequest(inReview.pullRequest?.number ?? 0);
  const done = await requestOf(place, issue.number, 'done');
  expect(done).toMatchObject({ reason: 'merged' });
});
