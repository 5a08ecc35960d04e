import { CallError, type DatabaseIdentity, isExpected } from '../edge/control-plane/call-error.ts';
import { version } from '../protocol/version.ts';
import type { WorkerContext } from './context.ts';

/** Makes this worker known to its control plane: as soon as that answers, and again when it no longer knows it. */
export class Registration {
  readonly #context: WorkerContext;
  readonly #onRegistered: () => void;
  #known = false;
  /** The database that knows it; null before the first. */
  #database: DatabaseIdentity | null = null;

  constructor(context: WorkerContext, onRegistered: () => void) {
    this.#context = context;
    this.#onRegistered = onRegistered;
  }

  async ensure(how: { signal: AbortSignal; withinMs: number }): Promise<void> {
    if (this.#known) return;
    const context = this.#context;
    const { name, capacity, labels } = context.config.worker;
    const { workerId, instance } = context;
    const { tier, sentence } = context.containment;
    // The kernel's lock of the state directory is ours, so an earlier instance is dead.
    const known = { workerId, instance, name, capacity, labels, version, takeover: true };
    const worker = { ...known, containment: { tier, sentence } };
    const { database } = await context.client.register(worker, how);
    this.#known = true;
    this.#database = database;
    this.#onRegistered();
  }

  /** Passes an answer on; a refusal because this process is unknown there makes the next pass register again. */
  async watch<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof CallError && this.#isUnknown(error)) this.#known = false;
      throw error;
    }
  }

  /**
   * Where this process has never registered, the one before is taken for this worker: another control plane answered at
   * the start, or a backup from before it was restored.
   */
  #isUnknown({ code, database }: CallError): boolean {
    return code === 'not_found' || (code === 'worker_conflict' && !this.#isKnownTo(database));
  }

  #isKnownTo(database: DatabaseIdentity | null): boolean {
    return database !== null && this.#database !== null && isExpected(database, this.#database);
  }
}
