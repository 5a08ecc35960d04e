import { z } from 'zod';

/** Who decides: the control plane the first three, a worker the others. */
export const reconcileParts = [
  'leases',
  'claims',
  'threads',
  'sessions',
  'residue',
  'kept',
  'reviews',
  'caches',
  'salvage',
  'retention',
] as const;

/**
 * One thing that is to be done.
 * - would: a dry run, nothing was done.
 * - done: after the pass it was not to be done any more.
 * - left: after the pass it still was; a later pass tries again.
 */
export const reconcileItemSchema = z.object({
  part: z.enum(reconcileParts),
  /** An attempt, a session, a cache, a path, a ref. */
  subject: z.string(),
  action: z.string(),
  because: z.string(),
  outcome: z.enum(['would', 'done', 'left']),
});
export type ReconcileItem = z.infer<typeof reconcileItemSchema>;
export type PlannedItem = Omit<ReconcileItem, 'outcome'>;

export const reconcileSchema = z.object({ dryRun: z.boolean().default(false) });
export const reconciledSchema = z.object({ items: z.array(reconcileItemSchema) });

/** What a worker answers, line by line. */
export const reconcileLineSchema = z.union([
  z.object({ item: reconcileItemSchema }),
  z.object({ done: z.literal(true) }),
  z.object({ failed: z.string() }),
]);
export type ReconcileLine = z.infer<typeof reconcileLineSchema>;
