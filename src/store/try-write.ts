import type { Write } from './writer.ts';

/** Writes what is there already: whether the database can be written is known only from doing it. */
export async function tryWrite({ db }: Write): Promise<void> {
  await db
    .updateTable('installation')
    .set((row) => ({ generation: row.ref('generation') }))
    .execute();
}
