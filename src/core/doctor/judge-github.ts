import { deliveryTrouble, type SeenHook } from '../github/hook-plan.ts';
import type { Right } from '../github/rights.ts';
import { wordForSh } from '../quote-for-sh.ts';
import { type Finding, fine, found, notKnown } from './finding.ts';

export type RepositoryOnGitHub =
  | { kind: 'seen'; rights: readonly Right[]; hasLabel: boolean; hooks: readonly SeenHook[] }
  /** It was renamed, moved or deleted, or the token has no access. */
  | { kind: 'hidden'; why: string }
  | { kind: 'unknown'; why: string };

export interface GitHubFacts {
  apiUrl: string;
  /** The key of the configuration that says where the token is. */
  tokenKey: string;
  access:
    | { kind: 'no_token' | 'refused' | 'away' | 'limited'; why: string }
    | {
        kind: 'answers';
        /** Null for a token of no account. */
        login: string | null;
        /** Calls of this hour; null where there is no limit. `resetAt`: ISO 8601. */
        quota: { limit: number; remaining: number; resetAt: string } | null;
      };
  /** `hooks`: those that lead here; none where webhooks are not configured, or may not be seen. */
  repositories: readonly { name: string; label: string; seen: RepositoryOnGitHub }[];
  /** Why no delivery can be checked; null where it can, and where webhooks are not configured. */
  secretTrouble: string | null;
  /** Of which the control plane hears nothing by webhook that it should. `since`: ISO 8601. */
  silent: readonly { repository: string; since: string }[];
}

/** With fewer calls left than this part, other uses of the token soon make all wait. */
const lowShare = 0.1;

/** Null where GitHub is not configured. */
export function judgeGitHub(facts: GitHubFacts | null): Finding[] {
  return facts === null ? [] : [...judgeAccess(facts), ...judgeSecret(facts)];
}

function judgeSecret({ secretTrouble: what }: GitHubFacts): Finding[] {
  if (what === null) return [];
  const mend = 'Correct that in the configuration; until then every delivery of a webhook is refused';
  return [found('webhook_silent', { what, mend })];
}

function judgeAccess(facts: GitHubFacts): Finding[] {
  const { access, apiUrl, tokenKey } = facts;
  switch (access.kind) {
    case 'no_token':
      return [
        found('github_token_missing', { what: access.why, mend: `Correct ${tokenKey} in the configuration` }),
      ];
    case 'refused': {
      const what = `GitHub at ${apiUrl} does not accept the token of ${tokenKey}: ${access.why}`;
      return [
        found('github_token_refused', { what, mend: `Make a new one, and put it where ${tokenKey} says` }),
      ];
    }
    case 'away': {
      const what = `GitHub cannot be asked: ${access.why}`;
      return [
        found('github_away', {
          what,
          mend: `See why ${apiUrl} cannot be reached from here, and https://www.githubstatus.com`,
        }),
      ];
    }
    case 'limited':
      return [found('github_quota_low', { what: access.why, mend: quotaAdvice })];
    case 'answers': {
      const findings = [
        ...judgeQuota(access.quota),
        ...facts.repositories.flatMap(judgeRepository),
        ...judgeSilence(facts),
      ];
      const whose = access.login === null ? 'a token of no account' : `the token of ${access.login}`;
      return [fine('github', `${apiUrl} accepts ${whose}.`), ...findings];
    }
    default:
      return access satisfies never;
  }
}

const quotaAdvice =
  'Wait; where it comes again, raise github.poll, or give Planeguard an account that nothing else uses';

function judgeQuota(quota: Extract<GitHubFacts['access'], { kind: 'answers' }>['quota']): Finding[] {
  if (quota === null || quota.remaining > quota.limit * lowShare) return [];
  const what = `${quota.remaining} of ${quota.limit} calls are left until ${quota.resetAt}.`;
  return [found('github_quota_low', { what, mend: quotaAdvice })];
}

function judgeRepository({ name, label, seen }: GitHubFacts['repositories'][number]): Finding[] {
  if (seen.kind === 'unknown') return [notKnown('github', `${name} could not be looked at: ${seen.why}`)];
  if (seen.kind === 'hidden') {
    const mend = 'Correct its name in repositories, or give the token, and its account, access to it';
    const what = seen.why.includes(name) ? seen.why : `${name}: ${seen.why}`;
    return [found('github_right_missing', { what, mend })];
  }
  const missing = `The label ${JSON.stringify(label)} is not on ${name}.`;
  return [
    ...seen.rights.flatMap((right) => judgeRight(name, right)),
    ...(seen.hasLabel
      ? []
      : [found('github_label_missing', { what: missing, mend: `planeguard github setup ${name}` })]),
    ...seen.hooks.flatMap((hook) => judgeHook(name, hook)),
  ];
}

function judgeRight(name: string, { state, what, mend }: Right): Finding[] {
  const finding = { what: `${name}: ${what}`, mend: mend ?? 'planeguard github setup' };
  if (state === 'lacks') return [found('github_right_missing', finding)];
  return state === 'limited' ? [found('github_checks_unseen', finding)] : [];
}

function judgeHook(name: string, hook: SeenHook): Finding[] {
  const trouble = hook.isActive ? deliveryTrouble(hook) : `The webhook to ${hook.url} is switched off.`;
  if (trouble === null) return [];
  const setUp = `planeguard github setup ${name} --url ${wordForSh(hook.url)}`;
  const mend =
    hook.isActive && hook.lastResponse?.code !== 401
      ? `See whether that URL leads to the control plane; then ${setUp}`
      : setUp;
  return [found('webhook_silent', { what: `${name}: ${trouble}`, mend })];
}

/** What GitHub itself says of a webhook explains more. */
function judgeSilence({ silent, repositories }: GitHubFacts): Finding[] {
  const explained = repositories.filter(
    ({ seen }) =>
      seen.kind === 'seen' && seen.hooks.some((hook) => !hook.isActive || deliveryTrouble(hook) !== null),
  );
  return silent
    .filter(({ repository }) => !explained.some(({ name }) => name === repository))
    .map(({ repository, since }) =>
      found('webhook_silent', {
        what: `${repository}: since ${since} polling finds changes that no webhook has told of.`,
        mend: `planeguard github setup ${repository} --url https://HOST; then see the webhook's recent deliveries on GitHub`,
      }),
    );
}
