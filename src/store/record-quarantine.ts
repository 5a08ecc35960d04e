import type { QuarantineWish } from '../protocol/quarantine.ts';
import type { Heartbeat } from '../protocol/worker.ts';
import type { Write } from './writer.ts';

/**
 * Remembers what a worker has in quarantine, and hands out what people have decided: until it is not there any more, or
 * was tried since. The answer to a heartbeat may get lost.
 */
export async function recordQuarantine(
  write: Write,
  { workerId, quarantine }: Pick<Heartbeat, 'workerId' | 'quarantine'>,
): Promise<QuarantineWish[]> {
  const known = await write.db
    .selectFrom('quarantine')
    .select(['id', 'decision', 'tries'])
    .where('worker_id', '=', workerId)
    .execute();
  if (known.length === 0 && quarantine.length === 0) return [];
  const open = new Map(
    quarantine.map(({ id, tries }) => {
      const before = known.find((each) => each.id === id && each.tries === tries);
      return [id, before?.decision ?? null];
    }),
  );
  await write.db.deleteFrom('quarantine').where('worker_id', '=', workerId).execute();
  for (const { id, why, since, residue, tries } of quarantine) {
    await write.db
      .insertInto('quarantine')
      .values({
        worker_id: workerId,
        id,
        why,
        since: Date.parse(since),
        residue: JSON.stringify(residue),
        tries,
        decision: open.get(id) ?? null,
      })
      .execute();
  }
  return [...open].flatMap(([id, decision]) => (decision === null ? [] : [{ id, decision }]));
}
