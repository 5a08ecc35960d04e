import { type CarriedConfig, parseCarriedConfig } from '../config/parse-carried-config.ts';
import { type FileOfCommit, filesOfCommit } from '../edge/git/files-of-commit.ts';
import type { RepositoryCache } from '../edge/git/repository-cache.ts';
import { shownRemote } from '../edge/git/shown-remote.ts';

const configPath = '.planeguard/config.yaml';
const promptPath = '.planeguard/prompt.md';
const mostBytes = 64 * 1024;

/** What a repository carries for Planeguard. */
export interface Carried extends CarriedConfig {
  /** Text for the agent; null when there is none. */
  prompt: string | null;
}

export type ReadCarried = { kind: 'read'; carried: Carried } | { kind: 'refused'; message: string };

/**
 * Reads it from one commit of the cache: that of the remote's default branch, as it was just fetched. Never from a
 * workspace or another branch: an agent, or a stranger, may have written those.
 */
export async function readCarried(
  cache: RepositoryCache,
  at: { defaultBranch: string; headSha: string },
): Promise<ReadCarried> {
  const paths = [configPath, promptPath];
  const files = await filesOfCommit(cache, at.headSha, { paths, atMostBytes: mostBytes });
  const refuse = (place: string, why: string): ReadCarried => ({
    kind: 'refused',
    message: `The repository carries a configuration that is not valid: ${place}: ${why}. Mend it on the branch ${at.defaultBranch} of ${shownRemote(cache.remote)}, then try again`,
  });
  for (const [path, file] of files) if (file.kind === 'refused') return refuse(path, file.why);
  const parsed = parseCarriedConfig(configPath, textOf(files.get(configPath)) ?? '');
  if (parsed.kind === 'refused') return refuse(parsed.problem.path, parsed.problem.message);
  const prompt = textOf(files.get(promptPath))?.trim() || null;
  return { kind: 'read', carried: { ...parsed.config, prompt } };
}

const textOf = (file: FileOfCommit | undefined): string | null => (file?.kind === 'read' ? file.text : null);
