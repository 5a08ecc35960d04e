import { type Finding, findings } from '../../edge/processes/classify.ts';
import { identityKey, type ProcessIdentity } from '../../edge/processes/identity.ts';
import type { FoundProcess } from '../../edge/processes/sweep.ts';

/** Counts what one stop met and did, in all its tries; each process once. */
export class StopTally {
  readonly #found = new Map<string, Finding>();
  readonly #terminated = new Set<string>();
  readonly #killed = new Set<string>();
  readonly #containers = new Set<string>();

  saw(processes: readonly FoundProcess[]): void {
    for (const { identity, by } of processes)
      if (!this.#found.has(identityKey(identity))) this.#found.set(identityKey(identity), by);
  }

  /** All that were seen, by key: one whose parent has ended meanwhile is still the session's. */
  met(): ReadonlyMap<string, Finding> {
    return this.#found;
  }

  terminated(identity: ProcessIdentity): void {
    this.#terminated.add(identityKey(identity));
  }

  killed(identity: ProcessIdentity): void {
    this.#killed.add(identityKey(identity));
  }

  removedContainers(names: readonly string[]): void {
    for (const name of names) this.#containers.add(name);
  }

  containers(): string[] {
    return [...this.#containers];
  }

  counts(): { found: Record<Finding, number>; terminated: number; killed: number } {
    const found: Record<Finding, number> = {
      cell: 0,
      guard: 0,
      marker: 0,
      recorded: 0,
      descendant: 0,
      group: 0,
      directory: 0,
    };
    for (const by of findings) found[by] = [...this.#found.values()].filter((each) => each === by).length;
    return { found, terminated: this.#terminated.size, killed: this.#killed.size };
  }
}
