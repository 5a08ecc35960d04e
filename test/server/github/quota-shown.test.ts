import { expect, test } from 'vitest';
import { readRepository } from '../../../src/edge/forge/github/repository.ts';
import { metricsView } from '../../../src/server/views/metrics-view.ts';
import { statusView } from '../../../src/server/views/status-view.ts';
import { parseExposition, sampleOf } from '../../support/exposition.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import { tokenOf } from '../../support/github/people.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const place = sharedGitHub();

/** A control plane that has asked nothing yet, with what it shows. */
async function shownOf() {
  const { parts, github, repository } = await githubParts(place());
  return {
    ask: () => readRepository(github.api, repository.at),
    status: async () => (await statusView(parts)).github,
    metric: async (name: string, labels: Record<string, string>) =>
      sampleOf(parseExposition(await metricsView(parts)), `planeguard_github_${name}`, labels),
  };
}

const core = { resource: 'core' };

test('the quota is shown once an answer has told of it, with what others have used', async () => {
  place().quota.leave(tokenOf('bob'), 4_000, 600);
  const { ask, status, metric } = await shownOf();
  expect(await status()).toEqual({ quota: null, pause: null, trouble: null, silentWebhooks: [] });
  expect(await metric('quota_used', core)).toBeNull();
  await ask();
  const { quota } = (await status()) ?? {};
  expect(quota).toMatchObject({ limit: 5_000, used: 1_001 });
  expect(Math.abs(Date.parse(quota?.resetAt ?? '') - Date.now() - 600_000)).toBeLessThan(30_000);
  expect(await metric('quota_limit', core)).toBe(5_000);
  expect(await metric('quota_used', core)).toBe(1_001);
  expect(await metric('quota_reset_seconds', core)).toBeGreaterThan(570);
});

test('while GitHub asks for a pause, until when and why is shown', async () => {
  const { ask, status, metric } = await shownOf();
  place().faults.strike({ fault: 'secondary' });
  await expect(ask()).rejects.toMatchObject({ failure: 'throttled' });
  const { pause } = (await status()) ?? {};
  expect(pause?.why).toBe('secondary_limit');
  expect(Math.abs(Date.parse(pause?.until ?? '') - Date.now() - 60_000)).toBeLessThan(30_000);
  expect(await metric('pause_seconds', { why: 'secondary_limit' })).toBeGreaterThan(30);
});

test('that GitHub tells nothing is shown with why and since when, until it answers', async () => {
  const { ask, status } = await shownOf();
  const refused = place().faults.strike({ fault: '401' });
  await ask().catch(() => undefined);
  const { trouble } = (await status()) ?? {};
  expect(trouble?.message).toContain('401');
  refused.end();
  const away = place().faults.strike({ fault: 'drop' });
  await ask().catch(() => undefined);
  expect((await status())?.trouble?.since).toBe(trouble?.since);
  away.end();
  const missing = place().faults.strike({ fault: '404' });
  await ask().catch(() => undefined);
  expect((await status())?.trouble).toBeNull();
  missing.end();
});

test('calls are counted by outcome, and no second look counts them again', async () => {
  const { ask, metric } = await shownOf();
  await ask();
  await ask();
  place().faults.strike({ fault: 'drop', times: 1 });
  await ask().catch(() => undefined);
  place().faults.strike({ fault: '404', times: 1 });
  await ask().catch(() => undefined);
  for (let look = 0; look < 2; look += 1) {
    const calls = ['fresh', 'not_modified', 'unanswered', 'refused'].map((outcome) =>
      metric('calls_total', { outcome }),
    );
    expect(await Promise.all(calls)).toEqual([1, 1, 1, 1]);
  }
});
