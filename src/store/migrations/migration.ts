import type { Kysely } from 'kysely';

/** One step of the schema. Never changed after a release: a new step follows. */
export interface Migration {
  name: string;
  up(db: Kysely<unknown>): Promise<void>;
}
