import type { QueryExecutorProvider, SchemaModule } from 'kysely';

/** A step knows no tables by type: those of its time may be gone. */
export interface SchemaChange extends QueryExecutorProvider {
  schema: SchemaModule;
}

/** One step of the schema. Never changed after a release: a new step follows. */
export interface Migration {
  name: string;
  up(db: SchemaChange): Promise<void>;
}
