import { z } from 'zod';
import type { SeenIssue } from '../../../core/github/intake.ts';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';
import { unlessMissing } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

const login = z.object({ login: z.string(), type: z.string().optional() });

const issueSchema = z.object({
  number: z.int().positive(),
  html_url: z.string(),
  repository_url: z.string().optional(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  state_reason: z.string().nullish(),
  user: login.nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
  pull_request: z.unknown().optional(),
});

const eventSchema = z.object({
  id: z.int(),
  event: z.string(),
  created_at: z.iso.datetime(),
  actor: login.nullish(),
  label: z.object({ name: z.string().nullish() }).nullish(),
});

interface Account {
  login: string;
  isBot: boolean;
}

/** An application of a label, by whom and when. */
export interface LabelApplied {
  id: string;
  by: Account | null;
  atMs: number;
}

export interface ReadIssue {
  number: number;
  url: string;
  /** Null when the account is gone. */
  author: Account | null;
  updatedAtMs: number;
  isPullRequest: boolean;
  seen: SeenIssue;
  /** The newest application of the trigger label that still holds. */
  trigger: LabelApplied | null;
}

/**
 * An issue as it is at this moment, with who applied the trigger label; null when it is not there any more, or in another
 * repository. GitHub compares the names of labels without case.
 * @throws GitHubError when it cannot be known.
 */
export const readIssue = (
  api: GitHubApi,
  repository: RepositoryName,
  { number, label }: { number: number; label: string },
): Promise<ReadIssue | null> =>
  unlessMissing(api, repository, read(api, { ...repository, issue_number: number }, label));

async function read(
  api: GitHubApi,
  at: RepositoryName & { issue_number: number },
  label: string,
): Promise<ReadIssue> {
  const first = await readAlone(api, at);
  const trigger = hasLabel(first, label) ? await lastApplied(api, at, label) : null;
  // It may have been closed between the two questions: only that takes away what the label means.
  const isClosedOver = first.state === 'open' && hasLabel(first, label) && trigger === null;
  const issue = isClosedOver ? await readAlone(api, at) : first;
  return { ...plain(issue), author: accountOf(issue.user), trigger, seen: seenIssue(issue, trigger) };
}

const readAlone = async (api: GitHubApi, at: RepositoryName & { issue_number: number }) =>
  readAs(issueSchema, await api.read('GET /repos/{owner}/{repo}/issues/{issue_number}', { ...at }));

const hasLabel = ({ labels }: z.infer<typeof issueSchema>, label: string): boolean =>
  labels.some((one) => sameName(typeof one === 'string' ? one : one.name, label));

const accountOf = (user: z.infer<typeof login> | null | undefined): Account | null =>
  user ? { login: user.login, isBot: user.type === 'Bot' } : null;

/** What was applied before the issue was last closed holds no more, whether it was reopened or not. */
async function lastApplied(
  api: GitHubApi,
  at: RepositoryName & { issue_number: number },
  label: string,
): Promise<LabelApplied | null> {
  const applied = (await eventsOf(api, at)).findLast(
    ({ event, label: one }) => event === 'closed' || (event === 'labeled' && sameName(one?.name, label)),
  );
  if (applied?.event !== 'labeled') return null;
  return { id: String(applied.id), by: accountOf(applied.actor), atMs: Date.parse(applied.created_at) };
}

/**
 * When a label was applied to an issue, by the id of that application; null when nothing tells it any more. GitHub's clock,
 * milliseconds, in whole seconds.
 * @throws GitHubError when it cannot be known.
 */
export async function labelAppliedAt(
  api: GitHubApi,
  repository: RepositoryName,
  { number, triggerId }: { number: number; triggerId: string },
): Promise<number | null> {
  const events = await unlessMissing(api, repository, eventsOf(api, { ...repository, issue_number: number }));
  const applied = events?.find((event) => String(event.id) === triggerId);
  return applied === undefined ? null : Date.parse(applied.created_at);
}

const eventsOf = async (api: GitHubApi, at: RepositoryName & { issue_number: number }) =>
  (await api.readAll('GET /repos/{owner}/{repo}/issues/{issue_number}/events', { ...at })).flatMap(
    (event) => eventSchema.safeParse(event).data ?? [],
  );

export interface ChangedIssue {
  number: number;
  updatedAtMs: number;
  isPullRequest: boolean;
  isLabelled: boolean;
}

interface Listing {
  sinceMs: number | null;
  page: number;
}

const perPage = 100;
const mostPages = 50;

/**
 * Issues that were changed since then, pull requests among them; the newest last. Of a repository's first look those that
 * are open. Of more than 5,000 those that were changed first: a look since the last of them finds the others.
 */
export async function listChangedIssues(
  api: GitHubApi,
  repository: RepositoryName,
  { sinceMs, label }: { sinceMs: number | null; label: string },
): Promise<ChangedIssue[]> {
  const state = sinceMs === null ? ('open' as const) : ('all' as const);
  const order = { ...repository, state, sort: 'updated', direction: 'asc', per_page: perPage } as const;
  const found = new Map<number, ChangedIssue>();
  let listing: Listing = { sinceMs, page: 1 };
  for (let pages = 0; pages < mostPages; pages += 1) {
    const since = listing.sinceMs === null ? {} : { since: new Date(listing.sinceMs).toISOString() };
    const asked = { ...order, ...since, page: listing.page };
    const { data, next } = await api.readPage('GET /repos/{owner}/{repo}/issues', asked);
    const listed = readAs(z.array(issueSchema), data);
    for (const issue of listed)
      found.set(issue.number, { ...plain(issue), isLabelled: hasLabel(issue, label) });
    const last = listed.at(-1);
    if (!next || last === undefined) break;
    listing = after(listing, Date.parse(last.updated_at));
  }
  return [...found.values()].toSorted((one, other) => one.updatedAtMs - other.updatedAtMs);
}

/**
 * By time, not by page: what is changed meanwhile moves to the end of the list, and something that was not read yet to a
 * page that was. Only within one second the page counts.
 */
function after({ sinceMs, page }: Listing, lastMs: number): Listing {
  const fromMs = lastMs - 1_000;
  return sinceMs === null || fromMs > sinceMs ? { sinceMs: fromMs, page: 1 } : { sinceMs, page: page + 1 };
}

function plain(issue: z.infer<typeof issueSchema>) {
  return {
    number: issue.number,
    url: issue.html_url,
    updatedAtMs: Date.parse(issue.updated_at),
    isPullRequest: issue.pull_request !== undefined,
  };
}

function seenIssue(issue: z.infer<typeof issueSchema>, trigger: LabelApplied | null): SeenIssue {
  const { title, body, state, state_reason: reason } = issue;
  const closedAs = reason === 'not_planned' || reason === 'duplicate' ? reason : 'completed';
  return {
    kind: 'there',
    state,
    closedAs: state === 'closed' ? closedAs : null,
    triggerId: trigger?.id ?? null,
    title,
    body: body ?? '',
  };
}

const sameName = (name: string | null | undefined, label: string): boolean =>
  name?.toLowerCase() === label.toLowerCase();
