import { addFeedback } from './add-feedback.ts';
import { newestPullRequest, type PullRequestRecord } from './find-pull-request.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

export interface AddComment {
  id: string;
  feedbackId: string;
  requestId: string;
  text: string;
}

/** A remark on a pull request: kept with it, and handed to the agent as feedback. */
export async function addComment(
  write: Write,
  input: AddComment,
): Promise<{ kind: 'added'; pullRequest: PullRequestRecord } | Refusal> {
  const pullRequest = await newestPullRequest(write.db, input.requestId);
  if (pullRequest === null) {
    return refusal('not_found', `Request ${input.requestId} has no pull request to comment on.`);
  }
  const { repository, number } = pullRequest;
  const added = await addFeedback(write, {
    id: input.feedbackId,
    requestId: input.requestId,
    source: 'pull_request',
    text: input.text,
  });
  if (added.kind === 'refused') return added;
  await write.db
    .insertInto('comments')
    .values({ id: input.id, repository, number, text: input.text, created_at: write.nowMs })
    .execute();
  return { kind: 'added', pullRequest };
}
