import { z } from 'zod';
import { timeSchema } from './request.ts';

/** What was found of one session that its worker's journal does not know. */
export const residueSchema = z.object({
  processes: z.array(z.object({ pid: z.int(), command: z.string() })),
  cell: z.string().nullable(),
  socket: z.string().nullable(),
  workspace: z.string().nullable(),
  watch: z.int().nullable(),
});

/** Doubtful residue: never touched by itself, listed until a person releases it or has it cleaned. */
export const quarantineItemSchema = z.object({
  /** The session that it seems to be of. */
  id: z.string(),
  why: z.string(),
  since: timeSchema,
  residue: residueSchema,
  /** How often a person has had it cleaned, and something was left. */
  tries: z.int().nonnegative().default(0),
});

export const quarantineDecisions = ['release', 'clean'] as const;

/** What a person has decided about an item; told to its worker until it was carried out, or tried. */
export const quarantineWishSchema = z.object({ id: z.string(), decision: z.enum(quarantineDecisions) });
export type QuarantineWish = z.infer<typeof quarantineWishSchema>;

export const quarantineViewSchema = quarantineItemSchema.extend({
  worker: z.string(),
  /** What a person has decided, until the worker has carried it out. */
  decision: z.enum(quarantineDecisions).nullable(),
});
export type QuarantineView = z.infer<typeof quarantineViewSchema>;

export const quarantineListSchema = z.object({
  items: z.array(quarantineViewSchema),
  nextCursor: z.string().nullable(),
});
