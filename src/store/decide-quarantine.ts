import type { QuarantineWish } from '../protocol/quarantine.ts';
import type { QuarantineRecord } from './list-quarantine.ts';
import { type Refusal, refusal } from './refusal.ts';
import type { Write } from './writer.ts';

/** Writes down what a person has decided about an item; its worker hears of it with its next heartbeat. */
export async function decideQuarantine(
  write: Write,
  { id, decision }: QuarantineWish,
): Promise<{ kind: 'decided'; item: QuarantineRecord } | Refusal> {
  const [item] = await write.db
    .updateTable('quarantine')
    .set({ decision })
    .where('id', '=', id)
    .returningAll()
    .execute();
  if (item) return { kind: 'decided', item };
  return refusal('not_found', `Nothing in quarantine is named ${id}: planeguard quarantine list shows it.`);
}
