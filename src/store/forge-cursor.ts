import type { Database } from './database.ts';
import type { ForgeCursorTable } from './forge-tables.ts';
import type { Write } from './writer.ts';

type CursorKey = Pick<ForgeCursorTable, 'repository' | 'kind'>;

/** Up to when what a forge lists was looked at; null before the first time. Wall clock of the forge, milliseconds. */
export async function forgeCursor(db: Database, { repository, kind }: CursorKey): Promise<number | null> {
  const row = await db
    .selectFrom('forge_cursors')
    .select('since')
    .where('repository', '=', repository)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.since ?? null;
}

export async function moveForgeCursor(write: Write, key: CursorKey, since: number): Promise<void> {
  await write.db
    .insertInto('forge_cursors')
    .values({ ...key, since })
    .onConflict((conflict) => conflict.columns(['repository', 'kind']).doUpdateSet({ since }))
    .execute();
}
