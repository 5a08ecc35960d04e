import type { Kysely } from 'kysely';
import type { AttemptRecord } from './find-attempt.ts';
import type { Tables } from './tables.ts';

/** The attempts that hold their requests. */
export const openAttempts = (db: Kysely<Tables>): Promise<AttemptRecord[]> =>
  db.selectFrom('attempts').selectAll().where('ended_at', 'is', null).execute();
