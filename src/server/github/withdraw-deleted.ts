import { commentExists } from '../../edge/forge/github/comment-exists.ts';
import { waitingRemarks, withdrawFeedback } from '../../store/withdraw-feedback.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';

/**
 * Withdraws what waits for an agent and is not on GitHub any more. What was handed over stays.
 * @throws GitHubError when it cannot be known.
 */
export async function withdrawDeleted(
  { db, writer }: Parts,
  { api }: GitHub,
  { repository, requestId }: { repository: GitHubRepository; requestId: string },
): Promise<void> {
  for (const waiting of await waitingRemarks(db, requestId))
    if (!(await commentExists(api, repository.at, waiting.object)))
      await writer.write((write) => withdrawFeedback(write, waiting));
}
