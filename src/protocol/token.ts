import { z } from 'zod';
import { timeSchema } from './request.ts';

/** Operators may do everything but a worker's part; workers may do theirs, and read. */
export const tokenKinds = ['operator', 'worker'] as const;

export const tokenSchema = z.object({
  id: z.string(),
  kind: z.enum(tokenKinds),
  createdAt: timeSchema,
  revokedAt: timeSchema.nullable(),
});
export type Token = z.infer<typeof tokenSchema>;

export const newTokenSchema = z.object({ kind: z.enum(tokenKinds) });

/** The secret is 256 random bits, and is in no other answer. */
export const tokenWithSecretSchema = tokenSchema.extend({ token: z.string() });

export const tokenListSchema = z.object({ items: z.array(tokenSchema), nextCursor: z.string().nullable() });
