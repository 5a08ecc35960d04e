import type { Write } from './writer.ts';

/**
 * Whether the database can be written is known only from doing it. There and back: SQLite writes no page whose bytes stay
 * as they are, so that the same value again succeeds on a full disk.
 */
export async function tryWrite({ db }: Write): Promise<void> {
  for (const step of [1, -1]) {
    await db
      .updateTable('installation')
      .set((row) => ({ generation: row('generation', '+', step) }))
      .execute();
  }
}
