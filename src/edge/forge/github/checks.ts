import { z } from 'zod';
import type { CheckRun, SeenChecks } from '../../../core/github/checks.ts';
import { isForbidden } from './classify.ts';
import type { GitHubApi } from './github-api.ts';
import { isMissing } from './github-error.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const appSchema = z.object({ id: z.int(), name: z.string() }).nullish();
const runSchema = z.object({
  id: z.int(),
  name: z.string(),
  app: appSchema,
  status: z.string(),
  conclusion: z.string().nullish(),
  started_at: z.iso.datetime().nullish(),
});
const suiteSchema = z.object({
  id: z.int(),
  app: appSchema,
  status: z.string().nullish(),
  conclusion: z.string().nullish(),
  /** Absent where it is not known: then its runs speak for it. */
  latest_check_runs_count: z.int().nullish(),
});
const statusSchema = z.object({
  context: z.string(),
  state: z.enum(['error', 'failure', 'pending', 'success']),
});
const branchSchema = z.object({
  protection: z
    .object({ required_status_checks: z.object({ contexts: z.array(z.string()) }).nullish() })
    .nullish(),
});

/**
 * Everything that reports on a commit. What the token has no right to see is as if it were not there.
 * @throws GitHubError when it cannot be known.
 */
export async function readChecks(
  api: GitHubApi,
  repository: RepositoryName,
  sha: string,
): Promise<Omit<SeenChecks, 'required'>> {
  const commit = { ...repository, ref: sha };
  const runs = await pages(async (page) => {
    const answer = await api.read('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', {
      ...commit,
      ...page,
    });
    return readAs(z.object({ check_runs: z.array(runSchema) }), answer).check_runs;
  });
  const suites = await pages(async (page) => {
    const answer = await api.read('GET /repos/{owner}/{repo}/commits/{ref}/check-suites', {
      ...commit,
      ...page,
    });
    return readAs(z.object({ check_suites: z.array(suiteSchema) }), answer).check_suites;
  });
  const statuses = await pages(async (page) => {
    const answer = await api.read('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...commit, ...page });
    return readAs(z.object({ statuses: z.array(statusSchema) }), answer).statuses;
  });
  return { runs: runs.map(ofRun), emptySuites: suites.flatMap(ofEmptySuite), statuses };
}

/**
 * Names of the checks that a merge into a branch needs, by its protection; null when that cannot be seen.
 * @throws GitHubError
 */
export async function readRequiredChecks(
  api: GitHubApi,
  repository: RepositoryName,
  branch: string,
): Promise<string[] | null> {
  try {
    const answer = await api.read('GET /repos/{owner}/{repo}/branches/{branch}', { ...repository, branch });
    return readAs(branchSchema, answer).protection?.required_status_checks?.contexts ?? [];
  } catch (error) {
    if (isForbidden(error) || isMissing(error)) return null;
    throw error;
  }
}

const perPage = 100;
/** A commit with more reports than these is summarised by the first ones. */
const mostPages = 10;

async function pages<T>(read: (page: { per_page: number; page: number }) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  try {
    for (let page = 1; page <= mostPages; page += 1) {
      const found = await read({ per_page: perPage, page });
      all.push(...found);
      if (found.length < perPage) break;
    }
  } catch (error) {
    if (!isForbidden(error) && !isMissing(error)) throw error;
  }
  return all;
}

const ofRun = ({ id, name, app, status, ...run }: z.infer<typeof runSchema>): CheckRun => ({
  id,
  name,
  app: app?.id ?? null,
  status,
  conclusion: run.conclusion ?? null,
  startedAtMs: run.started_at ? Date.parse(run.started_at) : null,
});

function ofEmptySuite({ id, app, ...suite }: z.infer<typeof suiteSchema>): CheckRun[] {
  if (suite.latest_check_runs_count !== 0) return [];
  const { status, conclusion } = suite;
  const run = { status: status ?? 'queued', conclusion: conclusion ?? null, startedAtMs: null };
  return [{ id, name: app?.name ?? 'check suite', app: app?.id ?? null, ...run }];
}
