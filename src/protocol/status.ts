import { z } from 'zod';
import { githubStatusSchema } from './github-status.ts';
import { quarantineViewSchema } from './quarantine.ts';
import { requestRowSchema, requestStateSchema, sessionViewSchema, timeSchema } from './request.ts';
import { diskViewSchema, workerViewSchema } from './worker.ts';

export const statusSchema = z.object({
  controlPlane: z.object({
    url: z.string(),
    health: z.enum(['healthy', 'degraded']),
    /** Since when it is so. */
    since: timeSchema,
    /** What is wrong, and what to do; null while it is healthy. */
    reason: z.string().nullable().default(null),
  }),
  workers: z.array(workerViewSchema),
  queue: z.record(requestStateSchema, z.int()),
  sessions: z.array(
    sessionViewSchema.extend({ requestId: z.string(), title: z.string(), state: requestStateSchema }),
  ),
  /** Requests that wait for a person, newest first. */
  attention: z.array(requestRowSchema),
  /** Queued requests that wait for something else than a free worker, newest first. */
  waiting: z.array(requestRowSchema).default([]),
  /** Workspaces kept on purpose, each with its reason and age. */
  kept: z.array(z.object({ attemptId: z.string(), path: z.string(), why: z.string(), since: timeSchema })),
  /** Doubtful residue that waits for a person. */
  quarantine: z.array(quarantineViewSchema),
  /** By the id of the worker; without those that have not said. */
  disk: z.record(z.string(), diskViewSchema),
  /** Null where the configuration gives no access to GitHub. */
  github: githubStatusSchema.nullable().default(null),
});
export type Status = z.infer<typeof statusSchema>;
