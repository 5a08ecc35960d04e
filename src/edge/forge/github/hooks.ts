import { z } from 'zod';
import { hookEvents, planHook, type SeenHook } from '../../../core/github/hook-plan.ts';
import type { GitHubApi } from './github-api.ts';
import { mayBeThere } from './labels.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const hookSchema = z.object({
  id: z.int(),
  active: z.boolean(),
  events: z.array(z.string()),
  config: z.object({
    url: z.string().optional(),
    content_type: z.string().optional(),
    secret: z.string().optional(),
    insecure_ssl: z.union([z.string(), z.number()]).optional(),
  }),
  last_response: z.object({ code: z.int().nullish(), message: z.string().nullish() }).nullish(),
});

/** All webhooks of a repository. @throws GitHubError not_found or unauthorized where the token may not see them. */
export async function listHooks(api: GitHubApi, at: RepositoryName): Promise<SeenHook[]> {
  const all = await api.readAll('GET /repos/{owner}/{repo}/hooks', { ...at });
  return all.map((one) => seen(readAs(hookSchema, one)));
}

export interface WantedHook {
  /** Where deliveries go. */
  url: string;
  secret: string;
}

const configOf = ({ url, secret }: WantedHook) => ({ url, secret, content_type: 'json', insecure_ssl: '0' });

/**
 * Makes a webhook that is not there. Where the call was not answered, or refused because it is there, the list decides: it is
 * not made a second time.
 * @throws GitHubError
 */
export async function createHook(
  api: GitHubApi,
  at: RepositoryName,
  wanted: WantedHook,
): Promise<'created' | 'there'> {
  try {
    const config = configOf(wanted);
    await api.write('POST /repos/{owner}/{repo}/hooks', {
      ...at,
      name: 'web',
      active: true,
      events: [...hookEvents],
      config,
    });
    return 'created';
  } catch (error) {
    if (!mayBeThere(error) || planHook(await listHooks(api, at), wanted.url).kind === 'create') throw error;
    return error.failure === 'unreachable' ? 'created' : 'there';
  }
}

/** Sets all of it, the secret too: GitHub shows none. May be repeated. @throws GitHubError */
export async function updateHook(
  api: GitHubApi,
  at: RepositoryName,
  { id, events, ...wanted }: WantedHook & { id: number; events: string[] },
): Promise<void> {
  const route = 'PATCH /repos/{owner}/{repo}/hooks/{hook_id}';
  await api.write(route, { ...at, hook_id: id, active: true, events, config: configOf(wanted) });
}

function seen({ id, active, events, config, last_response: last }: z.infer<typeof hookSchema>): SeenHook {
  const code = last?.code ?? null;
  return {
    id,
    url: config.url ?? '',
    contentType: config.content_type ?? null,
    hasSecret: Boolean(config.secret),
    checksCertificate: String(config.insecure_ssl ?? '0') === '0',
    isActive: active,
    events,
    lastResponse: code === null ? null : { code, message: last?.message ?? null },
  };
}
