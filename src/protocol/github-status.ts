import { z } from 'zod';
import { silentWebhookSchema } from './delivery.ts';
import { timeSchema } from './request.ts';

/** What GitHub's limits leave of the calls of the configured account, and whether its webhooks tell. */
export const githubStatusSchema = z.object({
  /** Of the hour under way, as the last answer said; null before the first answer, and after the reset until the next. */
  quota: z.object({ limit: z.int(), used: z.int(), resetAt: timeSchema }).nullable(),
  /** While no call is made; null while calls are. */
  pause: z
    .object({ until: timeSchema, why: z.enum(['quota_spent', 'retry_after', 'secondary_limit']) })
    .nullable(),
  /** Why GitHub tells nothing: nobody answers, or not to this token; null after a call that it answered. */
  trouble: z.object({ since: timeSchema, message: z.string() }).nullable().default(null),
  /** Repositories whose changes only polling finds, though a secret of webhooks is configured. */
  silentWebhooks: z.array(silentWebhookSchema).default([]),
});
export type GitHubStatus = z.infer<typeof githubStatusSchema>;
