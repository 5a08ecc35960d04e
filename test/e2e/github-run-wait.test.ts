import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RequestView } from '../../src/protocol/request.ts';
import { type GitHubPlace, startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub } from '../support/github/place-on-github.ts';
import type { Place } from '../support/place.ts';
import { openPullRequest } from '../support/scripts.ts';

interface Finished {
  github: GitHubPlace;
  place: Place;
  request: RequestView;
  number: number;
}

/** A request in review, and nothing that runs. An issue of somebody else asks for work. */
async function runAndWait(github: GitHubPlace, repository = 'acme/widgets'): Promise<Finished> {
  const place = placeOnGitHub(github, openPullRequest);
  const issue = await github.persons.openIssue();
  await github.persons.label(issue.number);
  const args = ['--repo', repository, '--prompt', 'Say hello', '--wait', '--json'];
  const { exit, stdout } = await place.planeguard('run', ...args);
  expect(exit).toBe(0);
  const request: RequestView = JSON.parse(stdout);
  return { github, place, request, number: request.pullRequest?.number ?? 0 };
}

const pullOf = ({ github, number }: Finished) => github.call('GET', `/repos/acme/widgets/pulls/${number}`);

test('`run --wait` without a control plane opens its pull request on GitHub and takes up no issue, and `pr merge` has GitHub merge it', async () => {
  const finished = await runAndWait(await startGitHub());
  const { place, request } = finished;
  expect(request).toMatchObject({ state: 'in_review', pullRequest: { state: 'open' } });
  expect((await pullOf(finished)).body).toMatchObject({ state: 'open', title: 'Say hello' });
  expect(JSON.parse((await place.planeguard('list', '--json')).stdout).items).toHaveLength(1);

  expect(await place.planeguard('pr', 'merge', request.id)).toMatchObject({
    exit: 0,
    stdout: expect.stringMatching(/^Merged into main as .*merged/),
  });
  expect((await pullOf(finished)).body).toMatchObject({ merged: true });
  expect(existsSync(request.session?.workspace ?? '')).toBe(false);
  expect(await place.settled()).toEqual([]);
}, 90_000);

test('without a control plane, too, and by its URL, `pr merge` keeps to the required checks, and `pr close` closes on GitHub', async () => {
  const github = await startGitHub();
  const finished = await runAndWait(github, `${github.url}/acme/widgets.git`);
  const { place, request } = finished;
  const listed = await place.planeguard('list', '--repo', `${github.url}/acme/widgets.git`, '--json');
  expect(JSON.parse(listed.stdout).items).toMatchObject([{ id: request.id, repository: 'acme/widgets' }]);
  await github.persons.requireChecks(['ci/build']);
  expect(await place.planeguard('pr', 'merge', request.id)).toMatchObject({
    exit: 4,
    stderr: expect.stringContaining('GitHub does not merge it: Required status checks have not succeeded.'),
  });
  expect(await place.planeguard('pr', 'close', request.id)).toMatchObject({
    exit: 0,
    stdout: expect.stringContaining('blocked (pull_request_closed)'),
  });
  expect((await pullOf(finished)).body).toMatchObject({ state: 'closed', merged: false });
}, 90_000);
