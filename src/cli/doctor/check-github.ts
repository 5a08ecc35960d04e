import type { Finding } from '../../core/doctor/finding.ts';
import { type GitHubFacts, judgeGitHub, type RepositoryOnGitHub } from '../../core/doctor/judge-github.ts';
import type { SeenHook } from '../../core/github/hook-plan.ts';
import { judgeRights } from '../../core/github/rights.ts';
import { isoTime } from '../../edge/clock.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { readAccount } from '../../edge/forge/github/account.ts';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { listHooks } from '../../edge/forge/github/hooks.ts';
import { hasLabelNamed } from '../../edge/forge/github/labels.ts';
import { readRightsOn } from '../../edge/forge/github/rights.ts';
import { readSecret } from '../../edge/read-secret.ts';
import { githubWebhookPath } from '../../protocol/delivery.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type GitHub, type GitHubRepository, openGitHub } from '../../server/github/github.ts';
import { connectTo } from '../instance/connect-to.ts';
import type { DoctorPlace } from './doctor-place.ts';

/** Before doctor itself gives a check up. */
const withinMs = 9_000;

/** Asks nothing where GitHub is not configured. */
export async function checkGitHub(place: DoctorPlace): Promise<Finding[]> {
  const { config, clock, env: environment } = place;
  const github = openGitHub(config, { clock, environment });
  if (github === null) return judgeGitHub(null);
  const done = new AbortController();
  void clock.sleep(withinMs, done.signal).then(() => github.api.close());
  try {
    return judgeGitHub(await factsOf(place, github));
  } finally {
    done.abort();
  }
}

async function factsOf(place: DoctorPlace, github: GitHub): Promise<GitHubFacts> {
  const { api } = github;
  const key = place.config.github.token.file === null ? 'tokenCommand' : 'tokenFile';
  const [silent, access, secretTrouble] = await Promise.all([
    silentWebhooks(place, github),
    accessOf(github),
    troubleOfSecret(place),
  ]);
  return {
    apiUrl: api.apiUrl,
    tokenKey: `github.${key}`,
    access,
    repositories: access.kind === 'answers' ? await repositoriesOf(github, access.login) : [],
    secretTrouble,
    silent,
  };
}

async function accessOf({ api }: GitHub): Promise<GitHubFacts['access']> {
  try {
    const login = await readAccount(api);
    const quota = api.budget.quota();
    return {
      kind: 'answers',
      login,
      quota: quota && { limit: quota.limit, remaining: quota.remaining, resetAt: isoTime(quota.resetAtMs) },
    };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { kind: accessKind(error), why: error.message };
  }
}

function accessKind({ failure, cause }: GitHubError): 'no_token' | 'refused' | 'away' | 'limited' {
  if (cause instanceof ProblemError) return 'no_token';
  if (failure === 'throttled') return 'limited';
  return failure === 'unauthorized' ? 'refused' : 'away';
}

/**
 * Each takes up to six calls at the same time, and an account has 100 for all its programs.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const repositoriesAtOnce = 5;

async function repositoriesOf(github: GitHub, login: string | null): Promise<GitHubFacts['repositories']> {
  const looked: GitHubFacts['repositories'][number][] = [];
  const left = [...github.repositories];
  while (left.length > 0)
    looked.push(
      ...(await Promise.all(
        left.splice(0, repositoriesAtOnce).map(async (repository) => {
          const { name, label } = repository;
          return { name, label, seen: await lookAt(github, repository, login) };
        }),
      )),
    );
  return looked;
}

async function lookAt(
  github: GitHub,
  { at, label }: GitHubRepository,
  login: string | null,
): Promise<RepositoryOnGitHub> {
  const { api } = github;
  try {
    const rights = judgeRights(await readRightsOn(api, at, login));
    const hasLabel = await hasLabelNamed(api, at, label);
    return { kind: 'seen', rights, hasLabel, hooks: await ownHooks(github, at) };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return { kind: error.failure === 'unauthorized' ? 'hidden' : 'unknown', why: error.message };
  }
}

/** Those that lead to a control plane. Most tokens may not see any: that says nothing. */
async function ownHooks({ api, webhookSecrets }: GitHub, at: GitHubRepository['at']): Promise<SeenHook[]> {
  if (webhookSecrets === null) return [];
  try {
    return (await listHooks(api, at)).filter(({ url }) => url.endsWith(githubWebhookPath));
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    return [];
  }
}

async function troubleOfSecret({ config, env: environment }: DoctorPlace): Promise<string | null> {
  const { directory, github } = config;
  const { file, command } = github.webhookSecret;
  if (file === null && command === null) return null;
  try {
    await readSecret('github.webhookSecret', github.webhookSecret, { directory, environment });
    return null;
  } catch (error) {
    if (error instanceof ProblemError) return error.message;
    throw error;
  }
}

/** What the control plane has noticed; it may be away, and then has not. */
async function silentWebhooks(place: DoctorPlace, github: GitHub): Promise<GitHubFacts['silent']> {
  const { context, url } = place;
  if (github.webhookSecrets === null || (await place.answer)?.kind !== 'control_plane') return [];
  try {
    return (await connectTo(url ?? '', context).listDeliveries({ limit: 1 })).silent;
  } catch (error) {
    if (error instanceof CallError || error instanceof ProblemError) return [];
    throw error;
  }
}
