import { z } from 'zod';
import { timeSchema } from './request.ts';

/**
 * Operators may do everything but a worker's part; workers may do theirs, and read. An enrolment token is good for one
 * thing: one worker gets a token of its own for it, before it expires.
 */
export const tokenKinds = ['operator', 'worker', 'enrolment'] as const;

export const tokenSchema = z.object({
  id: z.string(),
  kind: z.enum(tokenKinds),
  createdAt: timeSchema,
  revokedAt: timeSchema.nullable(),
  /** Null for those that do not expire. */
  expiresAt: timeSchema.nullable().default(null),
  /** The worker that it was made for; of an enrolment token, the one that used it. */
  workerId: z.string().nullable().default(null),
});
export type Token = z.infer<typeof tokenSchema>;

/** How long an enrolment token can be used at the most. */
export const longestEnrolmentMs = 7 * 24 * 3_600_000;

export const newTokenSchema = z.object({
  kind: z.enum(tokenKinds),
  /** Of an enrolment token; an hour if absent. */
  expiresInMs: z.int().min(1_000).max(longestEnrolmentMs).optional(),
});

/** The secret is 256 random bits, and is in no other answer. */
export const tokenWithSecretSchema = tokenSchema.extend({ token: z.string() });

export const tokenListSchema = z.object({ items: z.array(tokenSchema), nextCursor: z.string().nullable() });
