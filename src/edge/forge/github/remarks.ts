import { createHash } from 'node:crypto';
import { z } from 'zod';
import { inlineText, type Remark, reviewRemark } from '../../../core/github/remark.ts';
import type { GitHubApi } from './github-api.ts';
import { readAs } from './read-as.ts';
import type { RepositoryName } from './repository-name.ts';

const remarkSchema = z.object({
  id: z.int(),
  html_url: z.string(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), type: z.string().optional() }).nullish(),
});
const commentSchema = remarkSchema.extend({ updated_at: z.iso.datetime() });
const inlineSchema = commentSchema.extend({ path: z.string(), line: z.int().nullish() });
const reviewSchema = remarkSchema.extend({
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'COMMENTED', 'DISMISSED', 'PENDING']),
  /** Null while it is not submitted. */
  submitted_at: z.iso.datetime().nullish(),
});

export interface RemarksAsked {
  number: number;
  /** By GitHub's clock; null: from the beginning. */
  sinceMs: number | null;
}

/**
 * What was said, or edited, since then in the conversation of an issue or a pull request.
 * @throws GitHubError when it cannot be known.
 */
export async function readComments(
  api: GitHubApi,
  repository: RepositoryName,
  { number, sinceMs }: RemarksAsked,
): Promise<Remark[]> {
  const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
  const all = await api.readAll(route, { ...repository, issue_number: number, ...sinceOf(sinceMs) });
  return all.map((one) => {
    const comment = readAs(commentSchema, one);
    return remarkOf('issue_comment', comment, { text: comment.body ?? '', at: comment.updated_at });
  });
}

/** What was said on lines of a change since then, and all reviews: GitHub lists those only as a whole. */
export async function readReviews(
  api: GitHubApi,
  repository: RepositoryName,
  { number, sinceMs }: RemarksAsked,
): Promise<Remark[]> {
  const at = { ...repository, pull_number: number };
  const reviews = await api.readAll('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', at);
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments';
  const inline = await api.readAll(route, { ...at, ...sinceOf(sinceMs) });
  return [...reviews.flatMap(ofReview), ...inline.map(ofLine)];
}

const sinceOf = (sinceMs: number | null) =>
  sinceMs === null ? {} : { since: new Date(sinceMs).toISOString() };

function ofReview(one: unknown): Remark[] {
  const review = readAs(reviewSchema, one);
  const said = reviewRemark(review.state, review.body ?? '');
  const at = review.submitted_at;
  return said === null || !at ? [] : [{ ...remarkOf('review', review, { ...said, at }), ...said }];
}

function ofLine(one: unknown): Remark {
  const comment = readAs(inlineSchema, one);
  const text = inlineText(comment.path, comment.line ?? null, comment.body ?? '');
  return remarkOf('review_comment', comment, { text, at: comment.updated_at });
}

function remarkOf(
  kind: Exclude<Remark['source'], 'approval'>,
  { id, html_url: url, user }: z.infer<typeof remarkSchema>,
  said: { text: string; at: string },
): Remark {
  const text = said.text.replaceAll('\0', '');
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return {
    object: `${kind}:${id}`,
    // Two edits within a second have one time, and a review that is edited keeps its own.
    revision: `${said.at} ${digest}`,
    source: kind,
    author: user ? { login: user.login, isBot: user.type === 'Bot' } : null,
    text,
    url,
    updatedAtMs: Date.parse(said.at),
  };
}
