import type { QuarantineWish } from '../protocol/quarantine.ts';
import type { Heartbeat } from '../protocol/worker.ts';
import type { Write } from './writer.ts';

/** Remembers what a worker has in quarantine, and hands out what people have decided: each decision once. */
export async function recordQuarantine(
  write: Write,
  { workerId, quarantine }: Pick<Heartbeat, 'workerId' | 'quarantine'>,
): Promise<QuarantineWish[]> {
  const known = await write.db
    .selectFrom('quarantine')
    .select(['id', 'decision'])
    .where('worker_id', '=', workerId)
    .execute();
  if (known.length === 0 && quarantine.length === 0) return [];
  const said = new Set(quarantine.map(({ id }) => id));
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
        decision: null,
      })
      .execute();
  }
  return known.flatMap(({ id, decision }) => (decision !== null && said.has(id) ? [{ id, decision }] : []));
}
