import { z } from 'zod';

/**
 * What a salvage says of itself, in the message of its commit. Names of refs and files are byte strings, one
 * character per byte: they need not be UTF-8.
 */
export const salvageDocumentSchema = z.object({
  version: z.literal(1),
  requestId: z.string(),
  attempt: z.int().positive(),
  repository: z.string(),
  remote: z.string(),
  title: z.string(),
  /** ISO 8601, UTC. */
  madeAt: z.string(),
  head: z.object({ branch: z.string().nullable(), sha: z.string().nullable() }),
  refs: z.array(z.object({ name: z.string(), sha: z.string() })),
  /** Annotated tags, whose objects no commit can name. */
  tags: z.array(z.object({ sha: z.string(), content: z.string() })),
  /** The stash's own list, as git keeps it; the newest entry comes last. */
  stashLog: z.string(),
  /** Files of the git directory that say which merge, rebase or the like is under way. */
  state: z.record(z.string(), z.string()),
  /** Repositories within: submodules with work of their own, and others; each a salvage commit like this one. */
  nested: z.array(z.object({ path: z.string(), sha: z.string() })),
  /** The index could not be read, and counts as that of HEAD. */
  indexLost: z.boolean(),
  /** Modes of what could not be read as it was. */
  modes: z.array(z.object({ path: z.string(), mode: z.int() })),
  /** Ignored files that look like work; they are in the salvage only when `ignoredKept`. */
  ignored: z.array(z.string()),
  ignoredKept: z.boolean(),
  /** What pointers of Git LFS stand for is in it. */
  largeFiles: z.boolean().default(false),
  commits: z.int(),
  stashes: z.int(),
  files: z.int(),
  bytes: z.int(),
});
export type SalvageDocument = z.infer<typeof salvageDocumentSchema>;

export const salvageMessage = (document: SalvageDocument): string =>
  `Salvage of ${document.requestId}-${document.attempt}\n\n${JSON.stringify(document)}\n`;

/** Null when the body of a message is not that of a salvage. */
export function readSalvageBody(body: string): SalvageDocument | null {
  try {
    return salvageDocumentSchema.safeParse(JSON.parse(body)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** A byte string as people read it. */
export const shownName = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');
