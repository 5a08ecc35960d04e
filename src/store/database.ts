import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The control plane's database, or a transaction of it. */
export type Database = Kysely<Tables>;
