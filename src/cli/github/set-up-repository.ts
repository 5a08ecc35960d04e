import { deliveryTrouble, planHook } from '../../core/github/hook-plan.ts';
import { judgeRights, type Right, webhookAdvice } from '../../core/github/rights.ts';
import type { GitHubApi } from '../../edge/forge/github/github-api.ts';
import { createHook, listHooks, updateHook, type WantedHook } from '../../edge/forge/github/hooks.ts';
import { createLabel, hasLabelNamed } from '../../edge/forge/github/labels.ts';
import { readRightsOn } from '../../edge/forge/github/rights.ts';
import type { GitHubRepository } from '../../server/github/github.ts';
import { type SetupItem, type SetupResult, stepOf, troubleItem } from './setup-item.ts';

export interface SetupWish {
  api: GitHubApi;
  /** Whose token it is; null for one of no account. */
  login: string | null;
  /** What is to be there; a sentence where none is wanted. */
  hook: WantedHook | string;
  /** Only tells. */
  dryRun: boolean;
}

/** Checks the token's rights on a repository, and has label and webhook be there, each once. */
export async function setUpRepository(wish: SetupWish, repository: GitHubRepository): Promise<SetupItem[]> {
  const of = { repository: repository.name };
  const facts = await readRightsOn(wish.api, repository.at, wish.login).catch((error: unknown) =>
    troubleItem({ ...of, item: 'repository' }, error, unseen),
  );
  if ('outcome' in facts) return [facts];
  const rights = judgeRights(facts).map((right) => ({
    ...of,
    item: 'rights' as const,
    ...resultOfRight(right),
  }));
  const label = await stepOf({ ...of, item: 'label' }, () => setUpLabel(wish, repository), {
    what: 'The token may make no label',
    mend: 'Give the account the role Write on this repository, and the token the right to write issues; or make the label by hand.',
  });
  const hook = await stepOf({ ...of, item: 'webhook' }, () => setUpHook(wish, repository), {
    what: 'The token may not see or change webhooks',
    mend: `${webhookAdvice(facts)} Or set it up by hand; until then polling finds every change.`,
  });
  return [...rights, ...label, ...hook];
}

const unseen = { what: null, mend: 'Give the token, and its account, access to it.' };

const resultOfRight = ({ state, what, mend }: Right): Pick<SetupItem, 'outcome' | 'what' | 'mend'> => ({
  outcome: state === 'has' ? 'ok' : state === 'lacks' ? 'lacking' : state,
  what,
  mend,
});

async function setUpLabel(
  { api, dryRun }: SetupWish,
  { at, label }: GitHubRepository,
): Promise<SetupResult[]> {
  const name = JSON.stringify(label);
  if (await hasLabelNamed(api, at, label)) return [{ outcome: 'ok', what: `The label ${name} is there.` }];
  if (dryRun) return [{ outcome: 'would', what: `The label ${name} is not there, and would be made.` }];
  return (await createLabel(api, at, label)) === 'created'
    ? [{ outcome: 'created', what: `The label ${name} was made.` }]
    : [{ outcome: 'ok', what: `The label ${name} is there.` }];
}

async function setUpHook(wish: SetupWish, repository: GitHubRepository): Promise<SetupResult[]> {
  const { api, hook: wanted, dryRun } = wish;
  if (typeof wanted === 'string') return [{ outcome: 'off', what: wanted }];
  const { at } = repository;
  const plan = planHook(await listHooks(api, at), wanted.url);
  if (plan.kind === 'create') {
    if (dryRun) return [{ outcome: 'would', what: `No webhook leads to ${wanted.url}: one would be made.` }];
    if ((await createHook(api, at, wanted)) === 'created')
      return [{ outcome: 'created', what: `The webhook to ${wanted.url} was made.` }];
    return setUpHook(wish, repository);
  }
  const { hook, differs, events, others } = plan;
  const trouble = deliveryTrouble(hook);
  if (!dryRun) await updateHook(api, at, { ...wanted, id: hook.id, events });
  const after = [
    ...(trouble === null ? [] : [trouble]),
    ...(others === 0 ? [] : [`${others} more lead there: each change comes again. Delete them by hand.`]),
  ];
  return [{ ...hookSentence(wanted.url, differs, dryRun), mend: after.join(' ') || null }];
}

function hookSentence(url: string, differs: readonly string[], dryRun: boolean): SetupResult {
  const what = differs.join(', ');
  if (differs.length === 0) {
    const secret = dryRun
      ? 'GitHub does not show its secret'
      : 'its secret was written anew, as GitHub shows none';
    return { outcome: 'ok', what: `The webhook to ${url} is there; ${secret}.` };
  }
  return dryRun
    ? { outcome: 'would', what: `The webhook to ${url} would be changed: ${what}.` }
    : { outcome: 'updated', what: `The webhook to ${url} was changed: ${what}.` };
}
