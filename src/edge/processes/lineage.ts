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
  identity: ProcessIdentity;
  ppid: number;
  sid: number;
  /** The session that it was seen to belong to; null for a stranger. */
  owner: string | null;
}

/**
 * A running record of which process belongs to which session. Once seen, a process keeps its owner until it ends,
 * whatever it does: clear its environment, leave the workspace, lose its parent. One look serves all sessions, and reads
 * only what is new since the last one, and whom that inherits from: a pid is used again only where looks are far apart.
 */
export class Lineage {
  readonly #installation: string;
  readonly #seen = new Map<number, Seen>();
  /** Of each session, by pid. */
  readonly #members = new Map<string, Map<number, ProcessIdentity>>();
  #changed = new Set<string>();

  constructor(installation: string) {
    this.#installation = installation;
  }

  /** Returns the sessions whose processes are not those of the look before. */
  look(source: ProcessSource, sessions: readonly KnownSession[]): ReadonlySet<string> {
    this.#changed = new Set();
    const pids = source.pids();
    this.#forgetAllBut(new Set(pids));
    const arrived = pids.flatMap((pid) => (this.#seen.has(pid) ? [] : this.#meet(pid, source, sessions)));
    const rooted = sessions.flatMap(({ id, roots }) =>
      roots.filter((pid) => this.#own(this.#seen.get(pid), id)),
    );
    const heirs = rooted.length > 0 ? [...this.#seen.values()] : arrived;
    // Parents mostly have the smaller pid, but pids wrap around.
    while (heirs.filter((each) => this.#inherit(each, source)).length > 0);
    return this.#changed;
  }

  /** Who of a session lived at the last look. */
  of(sessionId: string): ProcessIdentity[] {
    return [...(this.#members.get(sessionId)?.values() ?? [])];
  }

  #forgetAllBut(living: ReadonlySet<number>): void {
    for (const [pid, { owner }] of this.#seen) {
      if (living.has(pid)) continue;
      this.#seen.delete(pid);
      if (owner === null) continue;
      this.#changed.add(owner);
      const members = this.#members.get(owner);
      members?.delete(pid);
      if (members?.size === 0) this.#members.delete(owner);
    }
  }

  #meet(pid: number, source: ProcessSource, sessions: readonly KnownSession[]): Seen[] {
    const kin = source.read(pid);
    if (kin === null) return [];
    const identity = { bootId: bootId(), pid, startTime: kin.startTime };
    const seen: Seen = { identity, ppid: kin.ppid, sid: kin.sid, owner: null };
    this.#seen.set(pid, seen);
    const key = identityKey(identity);
    const known = sessions.find(({ recorded }) => recorded.has(key))?.id;
    this.#own(seen, known ?? this.#marked(source.environment(pid), sessions));
    return [seen];
  }

  #marked(environment: readonly string[], sessions: readonly KnownSession[]): string | null {
    const said = markersOf(environment);
    if (said === null || (said.installation ?? this.#installation) !== this.#installation) return null;
    return sessions.some(({ id }) => id === said.sessionId) ? said.sessionId : null;
  }

  /** From the parent, or from who leads its kernel session. */
  #inherit(seen: Seen, source: ProcessSource): boolean {
    if (seen.owner !== null) return false;
    return this.#own(seen, this.#ownerOf(seen.ppid, source) ?? this.#ownerOf(seen.sid, source));
  }

  /** None of a pid that is another process by now: a stranger's children would be signalled for it. */
  #ownerOf(pid: number, source: ProcessSource): string | null {
    const known = this.#seen.get(pid);
    if (known === undefined || known.owner === null) return null;
    const now = source.read(pid);
    return now === null || now.startTime === known.identity.startTime ? known.owner : null;
  }

  /** Whose a process is, it stays. Whether that was news. */
  #own(seen: Seen | undefined, owner: string | null): boolean {
    if (seen === undefined || seen.owner !== null || owner === null) return false;
    seen.owner = owner;
    this.#changed.add(owner);
    const members = this.#members.get(owner) ?? new Map<number, ProcessIdentity>();
    this.#members.set(owner, members.set(seen.identity.pid, seen.identity));
    return true;
  }
}
