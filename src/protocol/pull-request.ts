import { z } from 'zod';
import { pullRequestStates, timeSchema } from './request.ts';

/** A change request of the forge `local`, as the control plane keeps it. One open for a request at most. */
export const pullRequestViewSchema = z
  .object({
    requestId: z.string(),
    repository: z.string(),
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

/** The person's side has merged (git is done by the caller) or closed it. */
export const pullRequestDecisionSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('merged'), sha: z.string() }),
  z.object({ state: z.literal('closed') }),
]);
