import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';

const installationSchema = z.object({
  database_id: z.string(),
  generation: z.int(),
  held_ordinal: z.int().nullable().default(null),
});

const tokenSchema = z.object({
  id: z.string(),
  kind: z.enum(['operator', 'worker', 'enrolment']),
  hash: z.string(),
  created_at: z.int(),
  revoked_at: z.int().nullable(),
  expires_at: z.int().nullable().default(null),
  worker_id: z.string().nullable().default(null),
});

/** What a database that a restore replaces says last. */
export interface ReplacedDatabase {
  databaseId: string;
  generation: number;
  /** Attempts that hold their requests by now. */
  open: number;
  /** It was restored itself, and waits for attempts that it does not know. */
  waits: boolean;
  tokens: z.infer<typeof tokenSchema>[];
}

/** Reads it, of whatever version it is. Null where it is not there, or is damaged: then nothing is known. */
export function readReplaced(path: string): ReplacedDatabase | null {
  if (!existsSync(path)) return null;
  let database: Sqlite.Database | null = null;
  try {
    database = new Sqlite(path, { readonly: true, fileMustExist: true });
    const found = installationSchema.parse(database.prepare('select * from installation').get());
    const open = database.prepare('select count(*) from attempts where ended_at is null').pluck().get();
    return {
      databaseId: found.database_id,
      generation: found.generation,
      open: z.int().parse(open),
      waits: found.held_ordinal !== null,
      tokens: z.array(tokenSchema).parse(database.prepare('select * from tokens').all()),
    };
  } catch (error) {
    if (error instanceof Sqlite.SqliteError || error instanceof z.ZodError) return null;
    throw error;
  } finally {
    database?.close();
  }
}
