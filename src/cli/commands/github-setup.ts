import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import { readAccount } from '../../edge/forge/github/account.ts';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import type { WantedHook } from '../../edge/forge/github/hooks.ts';
import { readSecret } from '../../edge/read-secret.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type GitHub, type GitHubRepository, openGitHub } from '../../server/github/github.ts';
import type { CliContext } from '../context.ts';
import { payloadUrl } from '../github/payload-url.ts';
import { setUpRepository } from '../github/set-up-repository.ts';
import { type SetupItem, type SetupOutcome, setupExit } from '../github/setup-item.ts';
import type { Colour } from '../output/output.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';

export interface SetupOptions {
  url?: string;
  dryRun?: true;
}

/** Needs the configuration and GitHub, and no control plane. */
export async function setUpGitHub(
  context: CliContext,
  names: readonly string[],
  { url, dryRun = false }: { url?: string; dryRun?: boolean },
): Promise<number> {
  const { output, clock } = context;
  const payload = url === undefined ? null : payloadUrl(url);
  const { config } = await context.loadConfig();
  const github = configured(openGitHub(config, { clock, environment: personEnvironment() }));
  const repositories = chosen(github.repositories, names);
  const hook = await wantedHook(config, payload);
  const login = await accountOf(github, config);
  if (!output.json)
    output.line(
      `${login === null ? 'A token of no account' : `The token of ${login}`} at ${github.api.apiUrl}`,
    );
  const items: SetupItem[] = [];
  for (const repository of repositories)
    items.push(...(await setUpRepository({ api: github.api, login, hook, dryRun }, repository)));
  if (output.json) output.value({ account: login, apiUrl: github.api.apiUrl, dryRun, items });
  else for (const line of rows(context, items)) output.line(line);
  return setupExit(items);
}

function configured(github: GitHub | null): GitHub {
  if (github === null)
    throw new ProblemError(
      'misconfigured',
      'No access to GitHub is configured: set github.tokenCommand, such as [gh, auth, token], or github.tokenFile.',
    );
  if (github.repositories.length === 0)
    throw new ProblemError(
      'misconfigured',
      'The configuration lists no repository of GitHub: add one to repositories, with the name OWNER/NAME.',
    );
  return github;
}

function chosen(all: readonly GitHubRepository[], names: readonly string[]): readonly GitHubRepository[] {
  if (names.length === 0) return all;
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const found = all.filter(({ name }) => wanted.delete(name.toLowerCase()));
  const [unknown] = wanted;
  if (unknown === undefined) return found;
  const known = all.map(({ name }) => name).join(', ');
  throw new ProblemError(
    'not_found',
    `The configuration lists no repository ${JSON.stringify(unknown)} of GitHub; it has ${known}.`,
  );
}

/** @returns why there is to be none, where that is so. */
async function wantedHook(
  { github: { webhookSecret }, directory }: Config,
  url: string | null,
): Promise<WantedHook | string> {
  const hasSecret = webhookSecret.file !== null || webhookSecret.command !== null;
  if (url === null)
    return `Polling finds every change. For webhooks ${hasSecret ? '' : 'set github.webhookSecretFile, and '}give --url https://HOST, where GitHub reaches the control plane.`;
  const place = { directory, environment: personEnvironment() };
  const [secret = ''] = await readSecret('github.webhookSecret', webhookSecret, place);
  return { url, secret };
}

/** Whose token it is. What keeps GitHub from telling keeps everything else from being looked at. */
async function accountOf({ api }: GitHub, { github }: Config): Promise<string | null> {
  try {
    return await readAccount(api);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    if (error.cause instanceof ProblemError) throw error.cause;
    if (error.failure !== 'unauthorized')
      throw new ProblemError('unreachable', `GitHub at ${api.apiUrl} cannot be asked: ${error.message}`, {
        cause: error,
      });
    const key = github.token.file === null ? 'tokenCommand' : 'tokenFile';
    const sentence = `GitHub at ${api.apiUrl} does not accept the token of github.${key}: ${error.message}`;
    throw new ProblemError('unauthorized', sentence, { cause: error });
  }
}

const colours: Readonly<Partial<Record<SetupOutcome, Colour>>> = {
  ok: 'green',
  created: 'green',
  updated: 'green',
  lacking: 'red',
  failed: 'red',
  unanswered: 'yellow',
  limited: 'yellow',
};

const rows = ({ output }: CliContext, items: readonly SetupItem[]): string[] =>
  table(
    ['REPOSITORY', 'ITEM', 'OUTCOME', 'WHAT'],
    items.map(({ repository, item, outcome, what, mend }) => [
      repository,
      item,
      output.paint(colours[outcome] ?? 'dim', outcome),
      plain(mend === null ? what : `${what} ${mend}`),
    ]),
  );
