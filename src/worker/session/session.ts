import type { SessionLayout } from '../../config/state-layout.ts';
import type { SessionFacts } from '../../core/session-facts.ts';
import type { AgentFollower } from '../../edge/agents/agent.ts';
import { type RepositoryCache, repositoryCache } from '../../edge/git/repository-cache.ts';
import type { ListeningPort } from '../../edge/processes/listening-ports.ts';
import type { Evidence } from '../../protocol/worker.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import { saveRecord } from '../journal/save-record.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import { StopTries } from '../stop/stop-tries.ts';

/** One session in this process: its journalled record, and what may be forgotten at a restart. */
export class Session {
  readonly context: WorkerContext;
  readonly paths: SessionLayout;
  /** When the terminal last showed something, as seen by this process; boot clock, like all times here. */
  quiet: { size: number; sinceMs: number };
  lastCommandMs = 0;
  commandsFailingSinceMs: number | null = null;
  /** Commands of the agent that are settled, whether or not the answer could be written. */
  readonly settled = new Set<string>();
  /** Ports on which its processes were last seen to listen. */
  listening: readonly ListeningPort[] = [];
  readonly stopping = new StopTries();
  failing: SessionFacts['failing'] = null;
  notBefore: SessionFacts['notBefore'] = {};
  follower: AgentFollower | null = null;
  /** Makes its loop look now. */
  wake: () => void = () => undefined;
  readonly #interrupted = new AbortController();
  readonly #left = new AbortController();
  #record: SessionRecord;

  constructor(context: WorkerContext, record: SessionRecord) {
    this.context = context;
    this.#record = record;
    this.paths = context.layout.session(record.id);
    this.quiet = { size: -1, sinceMs: context.clock.bootMs() };
  }

  get record(): SessionRecord {
    return this.#record;
  }

  get id(): string {
    return this.#record.id;
  }

  get requestId(): string {
    return this.#record.grant.request.id;
  }

  /** Writes a decision down, with the evidence of the same moment, before anything follows from it. */
  update(change: Partial<SessionRecord>, added: readonly Evidence[] = []): void {
    const record = { ...this.#record, ...change };
    saveRecord(this.context, record, added);
    this.#record = record;
    if (isUnwanted(record)) this.interrupt();
    if (added.length > 0) this.context.evidenceAdded.fire();
  }

  /** Calls off what a step waits for: the session is to be stopped, or this worker leaves. */
  interrupt(): void {
    this.#interrupted.abort();
  }

  /** This worker looks no longer: the session is left as it is. */
  leave(): void {
    this.#left.abort();
    this.interrupt();
  }

  get left(): AbortSignal {
    return this.#left.signal;
  }

  /** Aborted when nobody waits any more for what the agent, or the launch, has asked for. */
  get interrupted(): AbortSignal {
    return this.#interrupted.signal;
  }

  /** It is cancelled, or has lost its lease: nothing more is done for its agent. */
  get unwanted(): boolean {
    return isUnwanted(this.#record);
  }

  /** The cache of its remote; transfers end when the session is interrupted. */
  get cache(): RepositoryCache {
    const { layout, environment } = this.context;
    const cache = repositoryCache(layout.caches, this.#record.grant.request.remote, environment);
    return { ...cache, signal: this.#interrupted.signal };
  }

  /** A step failed: it is tried again, and told once. */
  failed(error: unknown): void {
    const { log, clock } = this.context;
    const message = error instanceof Error ? error.message : String(error);
    if (this.failing?.message !== message)
      log.warn({ session: this.id, err: error }, 'a step of the session failed');
    this.failing = { sinceMs: this.failing?.sinceMs ?? clock.bootMs(), message };
  }

  evidence(kind: Evidence['kind'], data: Record<string, unknown>, eventId?: string): Evidence {
    return evidence(this.context, kind, data, eventId);
  }
}

const isUnwanted = ({ cancelled, lostLease }: SessionRecord): boolean =>
  cancelled !== null || lostLease !== null;
