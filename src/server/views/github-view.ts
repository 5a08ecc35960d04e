import { isoTime } from '../../edge/clock.ts';
import type { GitHubStatus } from '../../protocol/github-status.ts';
import { silentWebhooks } from '../github/silent-webhooks.ts';
import type { Parts } from '../parts.ts';

/** Null where the configuration gives no access to GitHub. */
export async function githubView(parts: Parts): Promise<GitHubStatus | null> {
  const { github, clock } = parts;
  if (github === null) return null;
  const { budget } = github.api;
  const quota = budget.quota();
  const pause = budget.pause();
  const trouble = github.api.trouble();
  return {
    quota: quota && {
      limit: quota.limit,
      used: quota.limit - quota.remaining,
      resetAt: isoTime(quota.resetAtMs),
    },
    pause: pause && { until: isoTime(clock.nowMs() + pause.ms), why: pause.why },
    trouble: trouble && { since: isoTime(trouble.sinceMs), message: trouble.message },
    silentWebhooks: await silentWebhooks(parts),
  };
}
