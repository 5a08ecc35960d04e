import type { PlaneguardEvent } from '../../src/protocol/event.ts';

export interface ProvenEnd {
  outcome: unknown;
  proof: unknown;
  clean: unknown;
  /** When the stop receipt reached the control plane: before the end was reported, after it, or not at all. */
  receipt: 'before' | 'after' | 'none';
  /** Processes that the receipt counts. */
  found: number;
}

/** What the history of a request says of the end of each of its attempts. */
export function provenEnds(events: readonly PlaneguardEvent[]): ProvenEnd[] {
  return events
    .filter(({ kind }) => kind === 'ended')
    .map(({ seq, attempt, data: { outcome, proof, clean } }) => {
      const stop = events.find(
        (one) => one.kind === 'stop' && one.attempt === attempt && 'proof' in one.data,
      );
      const counts = Object.values(Object(stop?.data.found)).map(Number);
      return {
        outcome,
        proof,
        clean,
        receipt: stop === undefined ? 'none' : stop.seq < seq ? 'before' : 'after',
        found: counts.reduce((sum, count) => sum + count, 0),
      };
    });
}
