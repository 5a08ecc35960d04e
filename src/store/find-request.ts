import type { Selectable } from 'kysely';
import type { Database } from './database.ts';
import type { RequestTable } from './tables.ts';

/** A request without its prompt, which may be megabytes and is wanted only for a grant. */
export type RequestRecord = Omit<Selectable<RequestTable>, 'prompt'>;

export const requestColumns = [
  'ordinal',
  'id',
  'state',
  'reason',
  'summary',
  'next',
  'repository',
  'remote',
  'title',
  'agent',
  'issue_number',
  'issue_url',
  'created_at',
  'updated_at',
  'attempt',
  'not_before',
  'budget_from',
  'history_from',
  'fence_floor',
  'cancel_reason',
  'cancel_seq',
  'preferred_worker',
  'preferred_until',
] as const satisfies readonly (keyof RequestRecord)[];

export async function findRequest(db: Database, id: string): Promise<RequestRecord | null> {
  const row = await db.selectFrom('requests').select(requestColumns).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}
