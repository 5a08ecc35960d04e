import { isUntold, type UntoldChange } from '../core/github/silence.ts';
import type { Database } from './database.ts';
import { forgeCursor, moveForgeCursor } from './forge-cursor.ts';
import type { Write } from './writer.ts';

/** What polling has found of a repository before any webhook told of it, and when one last told of anything; null: nothing. */
export async function findUntoldChange(db: Database, repository: string): Promise<UntoldChange | null> {
  const changedAtMs = await forgeCursor(db, { repository, kind: 'untold' });
  return changedAtMs === null ? null : { changedAtMs, heardAtMs: await lastDelivery(db, repository) };
}

/** The oldest one since the last delivery stays: it says since when nothing is heard. */
export async function noteUntoldChange(
  write: Write,
  { repository, changedAtMs }: { repository: string; changedAtMs: number },
): Promise<void> {
  const known = await findUntoldChange(write.db, repository);
  if (known === null || !isUntold(known))
    await moveForgeCursor(write, { repository, kind: 'untold' }, changedAtMs);
}

/** Once a webhook has told of something: its delivery is not kept for ever. */
export async function forgetToldChange(write: Write, repository: string): Promise<void> {
  const known = await findUntoldChange(write.db, repository);
  if (known === null || isUntold(known)) return;
  await write.db
    .deleteFrom('forge_cursors')
    .where('repository', '=', repository)
    .where('kind', '=', 'untold')
    .execute();
}

async function lastDelivery(db: Database, repository: string): Promise<number | null> {
  const { at } = await db
    .selectFrom('webhook_deliveries')
    .select(({ fn }) => fn.max('received_at').as('at'))
    .where(({ fn }) => fn('lower', ['repository']), '=', repository.toLowerCase())
    .executeTakeFirstOrThrow();
  return at === null ? null : Number(at);
}
