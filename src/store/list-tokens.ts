import type { Kysely, Selectable } from 'kysely';
import type { Tables, TokenTable } from './tables.ts';

export type TokenRecord = Selectable<TokenTable>;

export const listTokens = (db: Kysely<Tables>): Promise<TokenRecord[]> =>
  db.selectFrom('tokens').selectAll().orderBy('created_at').orderBy('id').execute();
