import type { GitHubConfig } from '../../config/github-schema.ts';
import type { RepositoryConfig } from '../../config/repository-schema.ts';
import type { TrustedActors } from '../../core/github/permission.ts';
import type { Clock } from '../../edge/clock.ts';
import { readAccount } from '../../edge/forge/github/account.ts';
import { GitHubApi } from '../../edge/forge/github/github-api.ts';
import { parseRepositoryName, type RepositoryName } from '../../edge/forge/github/repository-name.ts';
import { WebhookSecrets } from '../../edge/forge/github/webhook-secrets.ts';
import { readSecret, type SecretSource } from '../../edge/read-secret.ts';
import type { AfterEnd } from '../../store/add-forge-feedback.ts';
import { UnsignedBytes } from './unsigned-bytes.ts';
import { Vouched } from './vouched.ts';

export interface GitHubSettings {
  github: GitHubConfig;
  repositories: readonly Pick<RepositoryConfig, 'name' | 'remote' | 'agent' | 'trigger'>[];
  agents: Readonly<Record<string, unknown>>;
  directory: string;
}

/** A repository of the configuration whose issues and pull requests are on GitHub. */
export interface GitHubRepository {
  /** OWNER/NAME as the configuration has it. */
  name: string;
  at: RepositoryName;
  remote: string;
  label: string;
  trusted: TrustedActors;
  /** The agent of its issues; null when the configuration leaves it open. */
  agent: string | null;
}

/** Room for two of the largest that GitHub sends; most have some 10 kB. */
const mostUnsignedBytes = 64 * 1024 * 1024;

/** The forge `github` of a control plane: one account, and the repositories that it looks after. */
export class GitHub {
  readonly api: GitHubApi;
  readonly repositories: readonly GitHubRepository[];
  readonly pollMs: number;
  /** Null where no secret of webhooks is configured. */
  readonly webhookSecrets: WebhookSecrets | null;
  readonly vouched = new Vouched();
  readonly unsigned = new UnsignedBytes(mostUnsignedBytes);
  /** Called for each delivery that was kept. */
  onDelivery: () => void = () => undefined;

  readonly feedbackAfterEnd: AfterEnd;

  constructor(
    parts: Pick<GitHub, 'api' | 'repositories' | 'pollMs' | 'webhookSecrets' | 'feedbackAfterEnd'>,
  ) {
    this.api = parts.api;
    this.repositories = parts.repositories;
    this.pollMs = parts.pollMs;
    this.webhookSecrets = parts.webhookSecrets;
    this.feedbackAfterEnd = parts.feedbackAfterEnd;
  }

  /**
   * The account that Planeguard acts as at this moment, since another's token may take the place of its own; null for a token
   * of no account.
   * @throws GitHubError
   */
  ownLogin(): Promise<string | null> {
    return readAccount(this.api);
  }

  /** Null for a repository that this forge does not look after. GitHub compares names without case. */
  find(name: string): GitHubRepository | null {
    const wanted = name.toLowerCase();
    return this.repositories.find((one) => one.name.toLowerCase() === wanted) ?? null;
  }
}

/** Null where the configuration names no token: then nothing is asked of GitHub. */
export function openGitHub(
  settings: GitHubSettings,
  { clock, environment }: { clock: Clock; environment: Readonly<Record<string, string>> },
): GitHub | null {
  const { github, directory } = settings;
  if (!isSet(github.token)) return null;
  const place = { directory, environment };
  const token = async (): Promise<string> => {
    const [first = ''] = await readSecret('github.token', github.token, place);
    return first;
  };
  const api = new GitHubApi({ apiUrl: github.apiUrl, token, clock });
  return new GitHub({
    api,
    repositories: settings.repositories.flatMap((entry) => githubRepository(settings, entry)),
    pollMs: github.pollMs,
    feedbackAfterEnd: github.feedbackAfterEnd,
    webhookSecrets: isSet(github.webhookSecret)
      ? new WebhookSecrets(() => readSecret('github.webhookSecret', github.webhookSecret, place), clock)
      : null,
  });
}

const isSet = ({ file, command }: SecretSource): boolean => file !== null || command !== null;

function githubRepository(
  { github, agents }: GitHubSettings,
  { name, remote, agent, trigger }: GitHubSettings['repositories'][number],
): GitHubRepository[] {
  const at = parseRepositoryName(name);
  if (at === null) return [];
  const [only, ...others] = Object.keys(agents);
  const usual = only !== undefined && others.length === 0 ? only : null;
  return [
    {
      name,
      at,
      remote: remote ?? `${webUrl(github.apiUrl)}/${name}.git`,
      label: trigger.label,
      trusted: { actors: trigger.actors, bots: trigger.bots },
      agent: agent ?? usual,
    },
  ];
}

/** Where git and people go: GitHub's own API is on a host of its own, an Enterprise Server's under /api/v3. */
export function webUrl(apiUrl: string): string {
  const { protocol, host } = new URL(apiUrl);
  return host === 'api.github.com' ? 'https://github.com' : `${protocol}//${host}`;
}
