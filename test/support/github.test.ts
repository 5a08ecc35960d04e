import { expect, test } from 'vitest';
import { git } from './git-repository.ts';
import { repositoryPath } from './github/emulator.ts';
import { startGitHub } from './github/github-place.ts';

test('a pull request of a pushed branch is merged in git and on the forge alike', async () => {
  const place = await startGitHub();
  const head = await place.push('change', { 'b.txt': 'two\n' });
  const issue = await place.persons.openIssue();
  const pull = await place.persons.openPullRequest({ head: 'change', body: `Fixes #${issue.number}` });
  expect(pull.head.sha).toBe(head);

  const { sha } = await place.persons.mergePullRequest(pull.number);

  expect(git(place.bare, 'rev-parse', 'main')).toBe(sha);
  expect(git(place.bare, 'show', 'main:b.txt')).toBe('two');
  const { body: branch } = await place.call('GET', `${repositoryPath}/branches/main`);
  expect(branch.commit.sha).toBe(sha);
  const { body: merged } = await place.call('GET', `${repositoryPath}/pulls/${pull.number}`);
  expect(merged).toMatchObject({ merged: true, state: 'closed', merge_commit_sha: sha });
  const { body: closed } = await place.call('GET', `${repositoryPath}/issues/${issue.number}`);
  expect(closed).toMatchObject({ state: 'closed', state_reason: 'completed' });
});
