import { isoTime } from '../../edge/clock.ts';
import type { GitHubStatus } from '../../protocol/github-status.ts';
import type { Parts } from '../parts.ts';

/** Null where the configuration gives no access to GitHub. */
export function githubView({ github, clock }: Pick<Parts, 'github' | 'clock'>): GitHubStatus | null {
  if (github === null) return null;
  const { budget } = github.api;
  const quota = budget.quota();
  const pause = budget.pause();
  return {
    quota: quota && {
      limit: quota.limit,
      used: quota.limit - quota.remaining,
      resetAt: isoTime(quota.resetAtMs),
    },
    pause: pause && { until: isoTime(clock.nowMs() + pause.ms), why: pause.why },
  };
}
