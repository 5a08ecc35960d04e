import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Json } from '../support/github/api.ts';
import { startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { openPullRequest, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

test('one comment on an issue goes with its request from the queue to the merge', async () => {
  const github = await startGitHub();
  const place = placeOnGitHub(github, `${waitForTest}\n${openPullRequest}`);
  await place.up();
  const { number } = await github.persons.openIssue({ title: 'Add a greeting', body: 'Say hello.' });
  const path = `/repos/acme/widgets/issues/${number}/comments`;
  const ids = new Set<number>();
  let seen = '';
  const commentSays = (words: RegExp): Promise<string> =>
    until(
      () => `the comment says ${words}: ${seen}`,
      async () => {
        const comments: Json[] = (await github.call('GET', path)).body;
        for (const { id } of comments) ids.add(id);
        seen = comments.map(({ body }) => body).join('\n');
        return words.test(seen) && seen;
      },
    );

  await github.persons.label(number);
  const { id } = await requestOf(place, number, 'running');
  expect(await commentSays(/\*\*Working\*\* on worker/)).toMatch(new RegExp(`^<!-- planeguard:${id} -->\n`));

  writeFileSync(join(place.folder, 'marks', 'go'), '');
  const { pullRequest } = await requestOf(place, number, 'in_review');
  expect(await commentSays(/\*\*In review\.\*\*/)).toContain(
    `[#${pullRequest?.number}](${pullRequest?.url}): open`,
  );

  await github.persons.mergePullRequest(pullRequest?.number ?? 0);
  expect(await commentSays(/\*\*Done\.\*\*/)).toContain('Its pull request was merged. (`merged`)');
  expect(ids.size).toBe(1);
});
