import { GitHubError } from '../../edge/forge/github/github-error.ts';

/**
 * `ok`: as it should be. `created`, `updated`: it was not, and is now. `would`: only told. `limited`: something less is shown.
 * `not_told`: only a write would tell. `off`: not wanted. `lacking`: a right is missing. `failed`: GitHub refused.
 * `unanswered`: GitHub did not say; run it again.
 */
export type SetupOutcome =
  | 'ok'
  | 'created'
  | 'updated'
  | 'would'
  | 'limited'
  | 'not_told'
  | 'off'
  | 'lacking'
  | 'failed'
  | 'unanswered';

export interface SetupItem {
  repository: string;
  item: 'repository' | 'rights' | 'label' | 'webhook';
  outcome: SetupOutcome;
  what: string;
  /** What to do about it; null where nothing is to be done. */
  mend: string | null;
}

export type SetupResult = Pick<SetupItem, 'outcome' | 'what'> & Partial<Pick<SetupItem, 'mend'>>;

/** What a step found out or did; what GitHub refused or did not say is a result too. */
export async function stepOf(
  of: Pick<SetupItem, 'repository' | 'item'>,
  step: () => Promise<SetupResult[]>,
  whenForbidden: Forbidden,
): Promise<SetupItem[]> {
  try {
    return (await step()).map((result) => ({ ...of, mend: null, ...result }));
  } catch (error) {
    return [troubleItem(of, error, whenForbidden)];
  }
}

/** What it means that the token may not do it. `what` is null where GitHub's own words say enough. */
export interface Forbidden {
  what: string | null;
  mend: string;
}

/** @throws what is no answer of GitHub. */
export function troubleItem(
  of: Pick<SetupItem, 'repository' | 'item'>,
  error: unknown,
  whenForbidden: Forbidden,
): SetupItem {
  if (!(error instanceof GitHubError)) throw error;
  return { ...of, ...resultOf(error, whenForbidden) };
}

function resultOf(
  { failure, message }: GitHubError,
  whenForbidden: Forbidden,
): Pick<SetupItem, 'outcome' | 'what' | 'mend'> {
  if (failure === 'unreachable' || failure === 'throttled')
    return { outcome: 'unanswered', what: message, mend: 'Run this command again: nothing is made twice.' };
  if (failure === 'unauthorized' || failure === 'not_found')
    return { outcome: 'lacking', what: forbiddenText(whenForbidden, message), mend: whenForbidden.mend };
  return { outcome: 'failed', what: message, mend: null };
}

const forbiddenText = ({ what }: Forbidden, message: string): string =>
  what === null ? message : `${what} (${message}).`;

/** 75 where only GitHub's answer is missing, 1 where a person has to do something. */
export function setupExit(items: readonly SetupItem[]): number {
  const has = (...outcomes: SetupOutcome[]) => items.some(({ outcome }) => outcomes.includes(outcome));
  if (has('lacking', 'failed')) return 1;
  return has('unanswered') ? 75 : 0;
}
