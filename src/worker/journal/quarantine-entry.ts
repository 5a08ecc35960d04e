import { z } from 'zod';
import { type QuarantineReason, quarantineReasons } from '../../core/residue.ts';
import { residueSchema } from '../../protocol/quarantine.ts';
import { timeSchema } from '../../protocol/request.ts';

/** Residue that waits for a person, or that a person has said is theirs now (released). */
export const quarantineEntrySchema = z.object({
  /** The session's id. */
  id: z.string(),
  why: z.enum(Object.keys(quarantineReasons) as [QuarantineReason, ...QuarantineReason[]]),
  since: timeSchema,
  residue: residueSchema,
  tries: z.int().nonnegative().default(0),
  released: z.boolean(),
});
export type QuarantineEntry = z.infer<typeof quarantineEntrySchema>;
