import { markersOf } from '../residue/marked-processes.ts';
import { bootId, identityKey, type ProcessIdentity } from './identity.ts';
import type { ProcessSource } from './process-source.ts';

/** What a look is told of a session. */
export interface KnownSession {
  id: string;
  /** Process ids of its guard and tmux server, proven at this moment. */
  roots: readonly number[];
  /** Keys of processes that an earlier worker has seen. */
  recorded: ReadonlySet<string>;
}

interface Seen {
  ppid: number;
  sid: number;
  startTime: string;
  /** The session that it was seen to belong to; null for a stranger. */
  owner: string | null;
}

/**
 * A running record of which process belongs to which session. Once seen, a process keeps its owner until it ends,
 * whatever it does: clear its environment, leave the workspace, lose its parent. One look serves all sessions, and reads
 * only what is new since the last one: a pid is not used again within seconds.
 */
export class Lineage {
  readonly #installation: string;
  #seen = new Map<number, Seen>();

  constructor(installation: string) {
    this.#installation = installation;
  }

  look(source: ProcessSource, sessions: readonly KnownSession[]): void {
    const before = this.#seen;
    this.#seen = new Map();
    const unknown: number[] = [];
    for (const pid of source.pids()) {
      const seen = before.get(pid);
      if (seen === undefined) unknown.push(pid);
      else this.#seen.set(pid, seen);
    }
    const arrived = unknown.flatMap((pid) => this.#meet(pid, source, sessions));
    for (const { id, roots } of sessions) for (const pid of roots) this.#adopt(pid, id);
    // Parents mostly have the smaller pid, but pids wrap around.
    while (arrived.some((each) => this.#inherit(each)));
  }

  /** Who of a session lived at the last look. */
  of(sessionId: string): ProcessIdentity[] {
    return [...this.#seen].flatMap(([pid, { owner, startTime }]) =>
      owner === sessionId ? [{ bootId: bootId(), pid, startTime }] : [],
    );
  }

  #meet(pid: number, source: ProcessSource, sessions: readonly KnownSession[]): Seen[] {
    const kin = source.read(pid);
    if (kin === null) return [];
    const { ppid, sid, startTime } = kin;
    const key = identityKey({ bootId: bootId(), pid, startTime });
    const known = sessions.find(({ recorded }) => recorded.has(key))?.id;
    const seen = { ppid, sid, startTime, owner: known ?? this.#marked(source.environment(pid), sessions) };
    this.#seen.set(pid, seen);
    return [seen];
  }

  #marked(environment: readonly string[], sessions: readonly KnownSession[]): string | null {
    const said = markersOf(environment);
    if (said === null || (said.installation ?? this.#installation) !== this.#installation) return null;
    return sessions.some(({ id }) => id === said.sessionId) ? said.sessionId : null;
  }

  #adopt(pid: number, owner: string): void {
    const seen = this.#seen.get(pid);
    if (seen !== undefined) seen.owner ??= owner;
  }

  /** From the parent, or from who leads its kernel session. Whether that was news. */
  #inherit(seen: Seen): boolean {
    if (seen.owner !== null) return false;
    seen.owner = this.#seen.get(seen.ppid)?.owner ?? this.#seen.get(seen.sid)?.owner ?? null;
    return seen.owner !== null;
  }
}
