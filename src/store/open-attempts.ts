import type { Database } from './database.ts';
import type { AttemptRecord } from './find-attempt.ts';

/** The attempts that hold their requests. */
export const openAttempts = (db: Database): Promise<AttemptRecord[]> =>
  db.selectFrom('attempts').selectAll().where('ended_at', 'is', null).execute();
