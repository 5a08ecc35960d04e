import type { Kysely, Selectable } from 'kysely';
import type { KeptWorkspaceTable, Tables } from './tables.ts';

export const listKept = (db: Kysely<Tables>): Promise<Selectable<KeptWorkspaceTable>[]> =>
  db.selectFrom('kept_workspaces').selectAll().orderBy('since').execute();
