import type { ResidueFacts } from '../../core/decide/residue.ts';
import type { QuarantineReason } from '../../core/residue.ts';
import { isoTime } from '../../edge/clock.ts';
import type { QuarantineWish } from '../../protocol/quarantine.ts';
import type { WorkerContext } from '../context.ts';
import type { QuarantineEntry } from '../journal/quarantine-entry.ts';
import type { FoundResidue } from './find-residue.ts';

type Remembered = Pick<ResidueFacts, 'seenForMs' | 'failed' | 'wish'>;

/**
 * What this worker remembers of residue. Quarantine is in the journal; sightings are not: after a restart, what is to be
 * cleaned is looked at twice again.
 */
export class QuarantineBook {
  readonly #context: Pick<WorkerContext, 'journal' | 'clock' | 'log'>;
  readonly #firstSeenMs = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly #wishes = new Map<string, QuarantineWish['decision']>();

  constructor(context: Pick<WorkerContext, 'journal' | 'clock' | 'log'>) {
    this.#context = context;
  }

  /** What waits for a person. */
  items(): QuarantineEntry[] {
    return this.#context.journal.quarantine().filter((entry) => !entry.released);
  }

  /** A sighting counts from now on. */
  seen(sessionId: string): Remembered {
    const firstMs = this.#firstSeenMs.get(sessionId) ?? this.#context.clock.monotonicMs();
    this.#firstSeenMs.set(sessionId, firstMs);
    return this.remembered(sessionId);
  }

  remembered(sessionId: string): Remembered {
    const nowMs = this.#context.clock.monotonicMs();
    const firstMs = this.#firstSeenMs.get(sessionId) ?? nowMs;
    const released = this.#entry(sessionId)?.released ?? false;
    const wish = released ? 'release' : (this.#wishes.get(sessionId) ?? null);
    return { seenForMs: nowMs - firstMs, failed: this.#failed.has(sessionId), wish };
  }

  wish({ id, decision }: QuarantineWish): void {
    const entry = this.#entry(id);
    if (entry === null) return;
    if (decision === 'release') this.#context.journal.saveQuarantine({ ...entry, released: true });
    else this.#wishes.set(id, decision);
  }

  quarantine({ sessionId: id, residue }: FoundResidue, why: QuarantineReason): 'new' | 'known' {
    const known = this.#entry(id);
    const since = known?.since ?? isoTime(this.#context.clock.nowMs());
    const tries = known?.tries ?? 0;
    if (known === null)
      this.#context.log.warn({ session: id, why, residue }, 'residue was put in quarantine');
    this.#context.journal.saveQuarantine({ id, why, since, residue, tries, released: false });
    return known === null ? 'new' : 'known';
  }

  /** Whatever was tried, a wish is used up. */
  tried(sessionId: string, outcome: 'cleaned' | 'failed'): void {
    this.#wishes.delete(sessionId);
    if (outcome === 'cleaned') return this.#forget(sessionId);
    this.#failed.add(sessionId);
    const entry = this.#entry(sessionId);
    if (entry !== null) this.#context.journal.saveQuarantine({ ...entry, tries: entry.tries + 1 });
  }

  /** What is not there any more is forgotten, whoever has cleared it away. */
  keepOnly(sessionIds: ReadonlySet<string>): void {
    const remembered = [
      ...this.#firstSeenMs.keys(),
      ...this.#context.journal.quarantine().map(({ id }) => id),
    ];
    for (const id of remembered) if (!sessionIds.has(id)) this.#forget(id);
  }

  #forget(sessionId: string): void {
    this.#firstSeenMs.delete(sessionId);
    this.#failed.delete(sessionId);
    this.#wishes.delete(sessionId);
    this.#context.journal.dropQuarantine(sessionId);
  }

  #entry(sessionId: string): QuarantineEntry | null {
    return this.#context.journal.quarantine().find(({ id }) => id === sessionId) ?? null;
  }
}
