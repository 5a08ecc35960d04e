import { expect, test, vi } from 'vitest';
import { GitHubError } from '../../../src/edge/forge/github/github-error.ts';
import { GitHub } from '../../../src/server/github/github.ts';
import { pollRepository } from '../../../src/server/github/poll-repository.ts';
import { githubPollLoop } from '../../../src/server/loops/github-poll.ts';
import { forgeCursor } from '../../../src/store/forge-cursor.ts';
import { type GitHubParts, githubParts } from '../../support/github/github-parts.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const place = sharedGitHub();

async function labelled(): Promise<number> {
  const { number } = await place().persons.openIssue();
  await place().persons.label(number);
  return number;
}

const issuesCursor = ({ parts }: GitHubParts) =>
  forgeCursor(parts.db, { repository: 'acme/widgets', kind: 'issues' });

/** One issue that is not to be read; the spy ends it. */
function unread({ github: { api } }: GitHubParts, issue: number, failure: 'refused' | 'unreachable') {
  const read = api.read.bind(api);
  return vi
    .spyOn(api, 'read')
    .mockImplementation((route, parameters) =>
      'issue_number' in parameters && parameters.issue_number === issue
        ? Promise.reject(new GitHubError(failure, 'Not this one.'))
        : read(route, parameters),
    );
}

test('one issue that cannot be read keeps no other from being looked at, and is looked at once it can', async () => {
  const control = await githubParts(place());
  const { parts, github, repository } = control;
  const [first, second] = [await labelled(), await labelled()];
  const spy = unread(control, first, 'unreachable');
  await expect(pollRepository(parts, github, repository)).rejects.toThrow('Not this one.');
  expect((await control.requestOf(second))?.state).toBe('queued');
  expect(await issuesCursor(control)).toBeNull();

  spy.mockRestore();
  await pollRepository(parts, github, repository);
  expect((await control.requestOf(first))?.state).toBe('queued');
  expect(await issuesCursor(control)).not.toBeNull();
});

test('what GitHub refuses to show is left until it changes', async () => {
  const control = await githubParts(place());
  const number = await labelled();
  unread(control, number, 'refused');
  await pollRepository(control.parts, control.github, control.repository);
  expect(await control.requestOf(number)).toBeNull();
  expect(await issuesCursor(control)).not.toBeNull();
});

test('a poll that is called off looks at nothing more, and takes nothing for looked at', async () => {
  const control = await githubParts(place());
  const number = await labelled();
  await pollRepository(control.parts, control.github, control.repository, { signal: AbortSignal.abort() });
  expect(await control.requestOf(number)).toBeNull();
  expect(await issuesCursor(control)).toBeNull();
});

test('a repository that cannot be seen keeps no other from being asked about', async () => {
  const control = await githubParts(place());
  const { parts, github, repository } = control;
  const number = await labelled();
  const gone = { ...repository, name: 'acme/gone', at: { owner: 'acme', repo: 'gone' } };
  const { api, pollMs, webhookSecrets, feedbackAfterEnd } = github;
  const repositories = [gone, repository];
  const both = new GitHub({ api, pollMs, webhookSecrets, feedbackAfterEnd, repositories });
  const loop = githubPollLoop(parts, both).start();
  await loop.again();
  await loop.stop();
  expect((await control.requestOf(number))?.state).toBe('queued');
});
