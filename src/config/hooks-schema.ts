import { z } from 'zod';
import { durationSchema } from './duration-schema.ts';

/** A longer one belongs into a script of the repository. */
const longestHook = 16_384;

const hook = (description: string) =>
  z
    .string()
    .max(longestHook)
    .refine((text) => !text.includes('\0'), 'must not contain a NUL byte')
    .optional()
    .describe(description);

/** Shell commands around the sessions of a repository; the operator and the repository itself may give them. */
export const hooksSchema = z
  .strictObject({
    afterCreate: hook('Run by sh in a new workspace, until it has succeeded once'),
    beforeRun: hook('Run before the agent of each attempt'),
    afterRun: hook('Run when the agent of an attempt has ended'),
    beforeRemove: hook('Run before the workspace is removed'),
    timeout: durationSchema.optional().describe('How long each may take; 5m if absent'),
  })
  .prefault({})
  .transform(({ afterCreate, beforeRun, afterRun, beforeRemove, timeout }) => ({
    afterCreate: afterCreate ?? null,
    beforeRun: beforeRun ?? null,
    afterRun: afterRun ?? null,
    beforeRemove: beforeRemove ?? null,
    timeoutMs: timeout ?? null,
  }));
