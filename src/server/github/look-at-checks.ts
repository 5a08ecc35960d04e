import { mustReadChecks, summariseChecks } from '../../core/github/checks.ts';
import { readChecks, readRequiredChecks } from '../../edge/forge/github/checks.ts';
import type { SeenPullRequest } from '../../edge/forge/github/pull-requests.ts';
import { findChecks, saveChecks } from '../../store/pull-request-checks.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';

/**
 * Reads what reports on the head of an open pull request, if that may have changed.
 * @throws GitHubError when it cannot be known: what was known stays.
 */
export async function lookAtChecks(
  parts: Parts,
  { api }: GitHub,
  { repository, seen, heard }: { repository: GitHubRepository; seen: SeenPullRequest; heard: boolean },
): Promise<void> {
  if (seen.state !== 'open' && seen.state !== 'draft') return;
  const { number, headSha: sha, base } = seen;
  const key = { repository: repository.name, number };
  const known = await findChecks(parts.db, key);
  const readAtMs = parts.clock.nowMs();
  if (!mustReadChecks(known, { sha, nowMs: readAtMs, heard })) return;
  const required = await readRequiredChecks(api, repository.at, base);
  const summary = summariseChecks({ ...(await readChecks(api, repository.at, sha)), required });
  await parts.writer.write((write) => saveChecks(write, key, { sha, readAtMs, summary }));
}
