import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GitHubPlace, startGitHub } from '../support/github/github-place.ts';
import { tokenOf } from '../support/github/people.ts';
import { Place } from '../support/place.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** A place whose Planeguard works for `acme/widgets`, with bob's token; it polls often. */
function placeFor(github: GitHubPlace, script: string, { poll = '1s' } = {}): Place {
  const place = new Place();
  Object.assign(place.env, gitCredentials(place, github));
  const agent = place.agent(script);
  writeFileSync(join(place.folder, 'github.token'), `${tokenOf('bob')}\n`);
  writeFileSync(join(place.folder, 'webhook.secret'), 'hush\n');
  place.configure({
    github: {
      apiUrl: github.url,
      tokenFile: join(place.folder, 'github.token'),
      webhookSecretFile: join(place.folder, 'webhook.secret'),
      poll,
    },
    agents: { scripted: { command: [agent, '{promptFile}'] } },
    repositories: [
      { name: 'acme/widgets', remote: `${github.url}/acme/widgets.git`, trigger: { label: 'agent' } },
    ],
  });
  return place;
}

/** bob's own git knows his password, as from a credential helper. */
function gitCredentials(place: Place, { url }: GitHubPlace): { GIT_CONFIG_GLOBAL: string } {
  const [store, config] = [join(place.folder, 'git-credentials'), join(place.folder, 'gitconfig')];
  writeFileSync(store, `${url.replace('//', `//bob:${tokenOf('bob')}@`)}\n`);
  const helper = `[credential]\n\thelper = store --file ${store}\n`;
  writeFileSync(config, `[include]\n\tpath = ${place.env.GIT_CONFIG_GLOBAL}\n${helper}`);
  return { GIT_CONFIG_GLOBAL: config };
}

const requestOf = (place: Place, issue: number, state: string) =>
  until(
    () => `issue ${issue} is ${state}`,
    async () => {
      const { items } = await place.client.listRequests({});
      return items.find((one) => one.issueNumber === issue && one.state === state);
    },
  );

test('a labelled issue becomes a pull request, whose merge ends everything, by polling alone', async () => {
  const github = await startGitHub();
  const place = placeFor(github, openPullRequest);
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
