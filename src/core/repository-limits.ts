/** How much one repository may take, whoever queues the work. Null for no limit. */
export interface RepositoryLimits {
  /** Attempts at the same time. */
  concurrent: number | null;
  /** Attempts that were granted within 24 hours, whatever became of them. */
  attemptsPerDay: number | null;
}

export const noLimits: RepositoryLimits = { concurrent: null, attemptsPerDay: null };

/** What a repository has taken of its limits. Wall-clock milliseconds. */
export interface RepositoryUse {
  open: number;
  /** When its attempts of the last 24 hours were granted, oldest first. */
  grantedAtMs: readonly number[];
}

/** Why a queued request waits, besides for a worker. A closed set. */
export const waitReasons = {
  repository_busy: 'as many attempts of its repository run as limits.concurrent allows',
  day_used_up: 'its repository has had as many attempts within 24 hours as limits.attemptsPerDay allows',
  agent_paused: 'every worker that could run it has paused its agent after a failure',
  forge_not_configured: 'an issue has started it, and the configuration gives no access to GitHub',
} as const;
export type WaitReason = keyof typeof waitReasons;

export interface Hold {
  why: WaitReason;
  /** When it may be claimed at the earliest; null when that depends on something else than time. */
  untilMs: number | null;
}

/** A day is any 24 hours: at midnight nothing is given away at once, and no time zone matters. */
export const dayMs = 24 * 60 * 60_000;

/** Why no attempt of this repository may be granted now; null when one may. */
export function holdOf(limits: RepositoryLimits, use: RepositoryUse): Hold | null {
  const { concurrent, attemptsPerDay } = limits;
  const freeAtMs = attemptsPerDay === null ? null : dayFreeAtMs(attemptsPerDay, use.grantedAtMs);
  if (freeAtMs !== null) return { why: 'day_used_up', untilMs: freeAtMs };
  if (concurrent !== null && use.open >= concurrent) return { why: 'repository_busy', untilMs: null };
  return null;
}

/** When so many of the day's attempts are a day old that another one fits; null when one fits now. */
function dayFreeAtMs(most: number, grantedAtMs: readonly number[]): number | null {
  const last = grantedAtMs[grantedAtMs.length - most];
  return grantedAtMs.length < most || last === undefined ? null : last + dayMs;
}

/** What a person reads of a request that is held back. */
export function holdSentence({ why, untilMs }: Hold, limits: RepositoryLimits, next: string | null): string {
  const nextAt = next === null ? '' : ` Next at ${next}.`;
  switch (why) {
    case 'day_used_up':
      return `Waiting: the attempts that this repository may have within 24 hours (${limits.attemptsPerDay}) are used.${nextAt} To allow more, raise limits.attemptsPerDay of the control plane.`;
    case 'repository_busy':
      return `Waiting: ${limits.concurrent} of this repository's requests run, which is its limits.concurrent.`;
    case 'agent_paused':
      return `Waiting: its agent is paused after a failure, on every worker.${untilMs === null ? '' : nextAt} See why: planeguard status.`;
    case 'forge_not_configured':
      return 'Waiting: an issue has started it, and GitHub cannot be asked whether it may still start. Set github.tokenFile or github.tokenCommand, and start the control plane again; or cancel it.';
    default:
      return why satisfies never;
  }
}
