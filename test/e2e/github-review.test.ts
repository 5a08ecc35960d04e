import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { byHand } from '../edge/forge/by-hand.ts';
import { git } from '../support/git-repository.ts';
import { startGitHub } from '../support/github/github-place.ts';
import { tokenOf } from '../support/github/people.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import type { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

const work =
  'echo "$PLANEGUARD_ATTEMPT" > "work-$PLANEGUARD_ATTEMPT.txt"; git add .; git commit --quiet --message Work';

/** As an agent does that is told of somebody else's commits: it merges them, and tries again. */
const publish = [
  `planeguard pr create --title 'Say hello' > "$MARKS/said-$PLANEGUARD_ATTEMPT" 2>&1 || {`,
  '  head=$(sed -n \'s/.*is open from `\\(.*\\)`\\. .*/\\1/p\' "$1")',
  '  git pull --quiet --no-rebase --no-edit origin "$head"',
  "  planeguard pr create --title 'Say hello'; }",
].join('\n');

const secondReview = (place: Place, id: string) =>
  until(
    'the second attempt is in review',
    async () => {
      const seen = await place.client.showRequest(id);
      return seen.attempt === 2 && seen.state === 'in_review' && seen;
    },
    30_000,
  );

test('a remark has the next attempt go on in the same pull request, nothing that somebody pushed there is lost, and `pr merge` accepts it', async () => {
  const github = await startGitHub();
  const place = placeOnGitHub(github, `${work}\n${publish}`, { poll: '500ms' });
  await place.up();
  const issue = await github.persons.openIssue();
  await github.persons.label(issue.number);
  const { id, session } = await requestOf(place, issue.number, 'in_review');
  const [opened] = (await place.client.listPullRequests({ request: id })).items;
  const head = opened?.head ?? '';

  const theirs = await byHand(github.remote, { head, base: 'main' }).push(head, { 'theirs.txt': 't\n' });
  await until('it is seen', async () => {
    const [now] = (await place.client.listPullRequests({ request: id })).items;
    return now?.headSha === theirs;
  });
  expect(await place.planeguard('pr', 'comment', id, 'More, please.')).toMatchObject({ exit: 0 });
  const second = await secondReview(place, id);

  expect(place.mark('said-2')).toContain('Somebody else changed');
  const files = git(github.bare, 'ls-tree', '--name-only', head).split('\n');
  expect(files).toEqual(expect.arrayContaining(['theirs.txt', 'work-1.txt', 'work-2.txt']));
  expect((await place.client.listPullRequests({ request: id })).items).toHaveLength(1);
  expect(second.next).toContain(`planeguard pr merge ${id}`);
  expect((await place.planeguard('pr', 'list')).stdout).toMatch(
    new RegExp(`${id} +#${opened?.number} +open`),
  );

  const merged = await place.planeguard('pr', 'merge', id);
  expect(merged).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^Merged into main as .*merged/) });
  expect(git(github.bare, 'branch', '--list', head)).toBe('');
  for (const workspace of [session?.workspace ?? '', second.session?.workspace ?? ''])
    await until('its workspace is gone', () => !existsSync(workspace));
}, 90_000);

test('a pull request that the agent opens from a branch of its own is bound at its end, whenever is polled, and the next attempt publishes there', async () => {
  const github = await startGitHub();
  const own = [
    'N=$PLANEGUARD_ISSUE',
    'git push --quiet origin HEAD:refs/heads/own',
    'curl --silent --fail --output /dev/null \\',
    `  --header "authorization: Bearer ${tokenOf('bob')}" \\`,
    '  --data "{\\"title\\":\\"Mine\\",\\"head\\":\\"own\\",\\"base\\":\\"main\\",\\"body\\":\\"Fixes #$N\\"}" \\',
    `  ${github.url}/repos/acme/widgets/pulls`,
  ].join('\n');
  const script = `${work}\nif [ "$PLANEGUARD_ATTEMPT" = 1 ]; then\n${own}\nelse\n${publish}\nfi`;
  const place = placeOnGitHub(github, script, { poll: '1h' });
  const issue = await github.persons.openIssue();
  await github.persons.label(issue.number);
  await place.up();
  const { id, pullRequest } = await requestOf(place, issue.number, 'in_review');
  await place.client.sendFeedback(id, 'More.');
  const second = await secondReview(place, id);
  expect(second.pullRequest).toMatchObject({ number: pullRequest?.number });
  expect(git(github.bare, 'ls-tree', '--name-only', 'own').split('\n')).toContain('work-2.txt');
  expect((await place.client.listPullRequests({ request: id })).items).toHaveLength(1);
}, 90_000);

test('a retry after the pull request was closed and its branch deleted opens another one', async () => {
  const github = await startGitHub();
  const place = placeOnGitHub(github, `${work}\n${publish}`, { poll: '500ms' });
  await place.up();
  const issue = await github.persons.openIssue();
  await github.persons.label(issue.number);
  const { id, pullRequest } = await requestOf(place, issue.number, 'in_review');
  expect(await place.planeguard('pr', 'close', id)).toMatchObject({ exit: 0 });
  await github.persons.deleteBranch(
    git(github.bare, 'branch', '--list', '--format=%(refname:short)', 'planeguard/*'),
  );
  expect(await place.planeguard('retry', id)).toMatchObject({ exit: 0 });
  const second = await secondReview(place, id);
  expect(second.pullRequest?.number).toBeGreaterThan(pullRequest?.number ?? 0);
}, 90_000);
