import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { TokenTable } from './tables.ts';

export type TokenRecord = Selectable<TokenTable>;

export const listTokens = (db: Database): Promise<TokenRecord[]> =>
  db.selectFrom('tokens').selectAll().orderBy('created_at').orderBy('id').execute();
