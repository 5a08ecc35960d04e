import { z } from 'zod';
import { pullRequestStates, timeSchema } from './request.ts';

/** A pull request, as the control plane knows it. Of the forge `local` one is open for a request at most. */
export const pullRequestViewSchema = z
  .object({
    requestId: z.string(),
    repository: z.string(),
    forge: z.enum(['local', 'github']),
    remote: z.string(),
    number: z.int().positive(),
    url: z.string(),
    title: z.string(),
    body: z.string(),
    state: z.enum(pullRequestStates),
    head: z.string(),
    headSha: z.string(),
    base: z.string(),
    mergedSha: z.string().nullable(),
    comments: z.array(z.object({ id: z.string(), text: z.string(), createdAt: timeSchema })),
    createdAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'PullRequest' });
export type PullRequestView = z.infer<typeof pullRequestViewSchema>;

export const pullRequestListSchema = z.object({
  items: z.array(pullRequestViewSchema),
  nextCursor: z.string().nullable(),
});

/** The person's side has merged (of the forge `local` only: git is done by the caller) or closed it. */
export const pullRequestDecisionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('merged'), sha: z.string() }),
  z.object({ state: z.literal('closed') }),
]);
