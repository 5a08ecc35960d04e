import { z } from 'zod';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';
import { unlessMissing } from './repository.ts';
import type { RepositoryName } from './repository-name.ts';

const sideSchema = z.object({
  ref: z.string(),
  sha: z.string(),
  repo: z.object({ full_name: z.string() }).nullish(),
});

const pullRequestSchema = z.object({
  number: z.int().positive(),
  html_url: z.string(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  created_at: z.iso.datetime(),
  merged_at: z.iso.datetime().nullish(),
  closed_at: z.iso.datetime().nullish(),
  merge_commit_sha: z.string().nullish(),
  mergeable: z.boolean().nullish(),
  updated_at: z.iso.datetime(),
  user: z.object({ login: z.string() }).nullish(),
  head: sideSchema,
  base: sideSchema,
});

/** A pull request as GitHub shows it at this moment. */
export interface SeenPullRequest {
  number: number;
  url: string;
  title: string;
  body: string;
  state: 'open' | 'draft' | 'merged' | 'closed';
  author: string | null;
  head: string;
  headSha: string;
  /** OWNER/NAME; null when the fork that it comes from was deleted. */
  headRepository: string | null;
  base: string;
  /** Whether it conflicts with its base. False as well where GitHub has not found out yet, and in lists. */
  conflicts: boolean;
  /** Null before it is merged. */
  mergedSha: string | null;
  openedAtMs: number;
  /** When it was merged or closed; null while it is open. */
  overAtMs: number | null;
  updatedAtMs: number;
}

/** Null when there is none of that number. */
export async function readPullRequest(
  api: GitHubApi,
  repository: RepositoryName,
  number: number,
): Promise<SeenPullRequest | null> {
  const at = { ...repository, pull_number: number };
  const reading = api.read('GET /repos/{owner}/{repo}/pulls/{pull_number}', at);
  const answer = await unlessMissing(api, repository, reading);
  return answer === null ? null : seen(readAs(pullRequestSchema, answer));
}

/** All of a branch of the repository itself, whatever became of them; the newest first. */
export async function findByHead(
  api: GitHubApi,
  repository: RepositoryName,
  head: string,
): Promise<SeenPullRequest[]> {
  const of = { ...repository, head: `${repository.owner}:${head}`, state: 'all' } as const;
  const found = (await api.readAll('GET /repos/{owner}/{repo}/pulls', of)).map((one) =>
    seen(readAs(pullRequestSchema, one)),
  );
  const own = `${repository.owner}/${repository.repo}`.toLowerCase();
  return found.filter((one) => one.head === head && (one.headRepository ?? own).toLowerCase() === own);
}

interface ChangedPullRequest {
  number: number;
  updatedAtMs: number;
  /** Title and body. */
  text: string;
}

const mostLookedAt = 1_000;

/** Those that were changed since then, the newest first; of a repository's first look, those that are open. */
export async function listChangedPullRequests(
  api: GitHubApi,
  repository: RepositoryName,
  sinceMs: number | null,
): Promise<ChangedPullRequest[]> {
  const state = sinceMs === null ? ('open' as const) : ('all' as const);
  const order = { ...repository, state, sort: 'updated', direction: 'desc' } as const;
  const changed: ChangedPullRequest[] = [];
  for (let page = 1; changed.length < mostLookedAt; page += 1) {
    const listed = await api.read('GET /repos/{owner}/{repo}/pulls', { ...order, per_page: 100, page });
    const recent = readAs(z.array(pullRequestSchema), listed)
      .map((one) => ({
        number: one.number,
        updatedAtMs: Date.parse(one.updated_at),
        text: `${one.title}\n${one.body ?? ''}`,
      }))
      .filter(({ updatedAtMs }) => updatedAtMs >= (sinceMs ?? 0));
    changed.push(...recent);
    if (recent.length < 100) break;
  }
  return changed;
}

export interface NewPullRequest {
  title: string;
  body: string;
  draft: boolean;
  head: string;
  base: string;
}

/** Opens one. A call that was not answered may have opened it: look by its head before another try. */
export async function openPullRequest(
  api: GitHubApi,
  repository: RepositoryName,
  wanted: NewPullRequest,
): Promise<SeenPullRequest> {
  const answer = await api.write('POST /repos/{owner}/{repo}/pulls', { ...repository, ...wanted });
  return seen(readAs(pullRequestSchema, answer));
}

/** Changes title and body. May be repeated. */
export async function editPullRequest(
  api: GitHubApi,
  repository: RepositoryName,
  { number, title, body }: { number: number; title: string; body: string },
): Promise<SeenPullRequest> {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const answer = await api.write(route, { ...repository, pull_number: number, title, body });
  return seen(readAs(pullRequestSchema, answer));
}

/** Closes it without a merge; what is merged stays so. May be repeated. */
export async function closePullRequest(
  api: GitHubApi,
  repository: RepositoryName,
  number: number,
): Promise<SeenPullRequest> {
  const route = 'PATCH /repos/{owner}/{repo}/pulls/{pull_number}';
  const answer = await api.write(route, { ...repository, pull_number: number, state: 'closed' });
  return seen(readAs(pullRequestSchema, answer));
}

function seen(answer: z.infer<typeof pullRequestSchema>): SeenPullRequest {
  const isMerged = answer.merged_at !== null && answer.merged_at !== undefined;
  const open = answer.draft ? 'draft' : 'open';
  return {
    number: answer.number,
    url: answer.html_url,
    title: answer.title,
    body: answer.body ?? '',
    state: isMerged ? 'merged' : answer.state === 'closed' ? 'closed' : open,
    author: answer.user?.login ?? null,
    head: answer.head.ref,
    headSha: answer.head.sha,
    headRepository: answer.head.repo?.full_name ?? null,
    base: answer.base.ref,
    conflicts: answer.state === 'open' && answer.mergeable === false,
    mergedSha: isMerged ? (answer.merge_commit_sha ?? null) : null,
    openedAtMs: Date.parse(answer.created_at),
    overAtMs: answer.closed_at ? Date.parse(answer.closed_at) : null,
    updatedAtMs: Date.parse(answer.updated_at),
  };
}
