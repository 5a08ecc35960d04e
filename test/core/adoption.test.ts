import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type AdoptionFacts, adoptionOf, adoptionSummary, adoptions } from '../../src/core/adoption.ts';

const live: AdoptionFacts = {
  state: 'live',
  unwanted: false,
  stopped: false,
  parent: 'alive',
  exit: { kind: 'none' },
  watch: 'alive',
};
const exited = { kind: 'exited', status: 0 } as const;

describe('a session that an earlier worker has left', () => {
  it.each<[string, Partial<AdoptionFacts>, string]>([
    ['lives', {}, 'adopted'],
    ['cannot be looked at', { parent: 'unknown' }, 'adopted'],
    ['lives, and has lost its watch', { watch: 'dead' }, 'adopted'],
    ['was being prepared', { state: 'preparing', parent: 'not_started' }, 'resumed'],
    ['was being launched, and nothing began', { state: 'launching', parent: 'not_started' }, 'resumed'],
    ['was being launched, and began', { state: 'launching' }, 'adopted'],
    ['has ended meanwhile', { parent: 'dead', exit: exited }, 'finished'],
    ['has ended, and its receipt is damaged', { parent: 'dead', exit: { kind: 'unreadable' } }, 'finished'],
    ['has ended before it was cancelled', { parent: 'dead', exit: exited, unwanted: true }, 'finished'],
    ['is gone', { parent: 'dead' }, 'lost'],
    ['is gone with all its receipts', { parent: 'not_started' }, 'lost'],
    ['has lost its terminal', { parent: 'without_terminal' }, 'lost'],
    ['was cancelled, or has lost its lease', { unwanted: true }, 'to_be_stopped'],
    ['was cancelled while it was prepared', { state: 'preparing', unwanted: true }, 'to_be_stopped'],
    ['was stopped by its watch', { parent: 'dead', watch: 'stopped_the_session' }, 'to_be_stopped'],
    ['was ending', { state: 'ending' }, 'to_be_stopped'],
    ['was proven over, and not reported', { state: 'ending', stopped: true }, 'finishing'],
    ['was being cleaned up', { state: 'cleaning', stopped: true }, 'finishing'],
    ['is in quarantine', { state: 'quarantined' }, 'quarantined'],
  ])('%s', (_, facts, adoption) => {
    expect(adoptionOf({ ...live, ...facts })).toBe(adoption);
  });
});

test('unknown is not dead: whatever else is seen, who may live is neither lost nor finished', () => {
  const facts = fc.record({
    state: fc.constantFrom('launching' as const, 'live' as const),
    unwanted: fc.boolean(),
    stopped: fc.boolean(),
    parent: fc.constantFrom('alive' as const, 'unknown' as const),
    exit: fc.constantFrom({ kind: 'none' as const }, { kind: 'unreadable' as const }),
    watch: fc.constantFrom('alive' as const, 'dead' as const, 'unknown' as const),
  });
  fc.assert(
    fc.property(facts, (seen) => {
      expect(['adopted', 'to_be_stopped']).toContain(adoptionOf(seen));
    }),
  );
});

test('all that was taken up is one line', () => {
  expect(adoptionSummary([])).toBeNull();
  expect(adoptionSummary(['lost'])).toBe('Took up one session: 1 lost.');
  const all = Object.keys(adoptions) as (keyof typeof adoptions)[];
  expect(adoptionSummary([...all, 'adopted'])).toBe(
    'Took up 8 sessions: 2 adopted, 1 resumed, 1 finished, 1 lost, 1 to be stopped, 1 finishing, 1 quarantined.',
  );
});
