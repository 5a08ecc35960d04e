import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { KeptWorkspaceTable } from './tables.ts';

export const listKept = (db: Database): Promise<Selectable<KeptWorkspaceTable>[]> =>
  db.selectFrom('kept_workspaces').selectAll().orderBy('since').execute();
