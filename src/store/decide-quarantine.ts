import type { QuarantineWish } from '../protocol/quarantine.ts';
import type { QuarantineRecord } from './list-quarantine.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

/**
 * Writes down what a person has decided about an item; its worker hears of it with its next heartbeat. What a silent
 * worker has reported is dropped when it is released, or when another one reports it too: nobody else ever would.
 */
export async function decideQuarantine(
  write: Write,
  { id, decision }: QuarantineWish,
  isSilent: (workerId: string) => boolean,
): Promise<{ kind: 'decided'; item: QuarantineRecord } | Refusal> {
  const items = await write.db.selectFrom('quarantine').selectAll().where('id', '=', id).execute();
  const heard = items.filter((each) => !isSilent(each.worker_id));
  const item = heard[0] ?? items[0];
  if (item === undefined) {
    return refusal('not_found', `Nothing in quarantine is named ${id}: planeguard quarantine list shows it.`);
  }
  for (const { worker_id: workerId } of items) {
    const isDropped = isSilent(workerId) && (decision === 'release' || heard.length > 0);
    await (isDropped ? drop(write, id, workerId) : mark(write, id, { workerId, decision }));
  }
  return { kind: 'decided', item: { ...item, decision } };
}

const drop = ({ db }: Write, id: string, workerId: string) =>
  db.deleteFrom('quarantine').where('worker_id', '=', workerId).where('id', '=', id).execute();

const mark = (
  { db }: Write,
  id: string,
  { workerId, decision }: Pick<QuarantineWish, 'decision'> & { workerId: string },
) =>
  db
    .updateTable('quarantine')
    .set({ decision })
    .where('worker_id', '=', workerId)
    .where('id', '=', id)
    .execute();
