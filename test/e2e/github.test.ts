import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

const never = '1h';

test.each([
  ['polling', '1s', false],
  ['webhooks', never, true],
] as const)(
  'a labelled issue becomes a pull request, whose merge ends everything, by %s alone',
  async (_, poll, hears) => {
    const github = await startGitHub();
    const place = placeOnGitHub(github, openPullRequest, { poll });
    await place.up();
    if (hears) {
      const config = { url: `${place.url()}/v1/webhooks/github`, content_type: 'json', secret: 'hush' };
      await github.call('POST', '/repos/acme/widgets/hooks', { body: { config, events: ['*'] } });
    }
    const issue = await github.persons.openIssue({ title: 'Add a greeting', body: 'Say hello.' });
    await github.persons.label(issue.number);

    const inReview = await requestOf(place, issue.number, 'in_review');
    expect(inReview.pullRequest).toMatchObject({
      state: 'open',
      url: expect.stringContaining('/acme/widgets/pull/'),
    });

    const workspace = inReview.session?.workspace ?? '';
    expect(existsSync(workspace)).toBe(true);

    await github.persons.mergePullRequest(inReview.pullRequest?.number ?? 0);
    const done = await requestOf(place, issue.number, 'done');
    expect(done).toMatchObject({ reason: 'merged', threads: [{ wanted: 'closed', actual: 'closed' }] });
    await until('its workspace is gone', () => !existsSync(workspace));
    expect((await place.client.status()).sessions).toEqual([]);
    expect(github.relay.sent.map(({ status }) => status).filter((status) => status !== 202)).toEqual([]);
    expect(github.relay.sent.length > 0).toBe(hears);
  },
);
