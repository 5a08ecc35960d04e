import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { QuarantineTable } from './tables.ts';

export type QuarantineRecord = Selectable<QuarantineTable>;

/** What all workers have in quarantine, the oldest first. */
export const listQuarantine = (db: Database): Promise<QuarantineRecord[]> =>
  db.selectFrom('quarantine').selectAll().orderBy('since').orderBy('id').execute();
