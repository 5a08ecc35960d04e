import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { dayMs, holdOf, holdSentence, noLimits, waitReasons } from '../../src/core/repository-limits.ts';

const times = fc
  .array(fc.integer({ min: 0, max: dayMs }), { maxLength: 30 })
  .map((all) => all.toSorted((a, b) => a - b));
const count = fc.integer({ min: 1, max: 20 });

describe('a repository', () => {
  it('without limits is never held back', () => {
    fc.assert(
      fc.property(times, fc.nat(), (grantedAtMs, open) => {
        expect(holdOf(noLimits, { open, grantedAtMs })).toBeNull();
      }),
    );
  });

  it('is held back when as many of its attempts run as it may have', () => {
    const limits = { ...noLimits, concurrent: 2 };
    expect(holdOf(limits, { open: 1, grantedAtMs: [] })).toBeNull();
    expect(holdOf(limits, { open: 2, grantedAtMs: [] })).toEqual({ why: 'repository_busy', untilMs: null });
  });

  it('that has used up its day has a place again when the first of these attempts is a day old', () => {
    const limits = { ...noLimits, attemptsPerDay: 2 };
    expect(holdOf(limits, { open: 0, grantedAtMs: [5] })).toBeNull();
    const hold = holdOf(limits, { open: 0, grantedAtMs: [5, 7] });
    expect(hold).toEqual({ why: 'day_used_up', untilMs: 5 + dayMs });
  });

  it('has a place at the time that is told, and not a millisecond before, whatever the limit was meanwhile', () => {
    fc.assert(
      fc.property(times, count, (grantedAtMs, attemptsPerDay) => {
        const limits = { ...noLimits, attemptsPerDay };
        const hold = holdOf(limits, { open: 0, grantedAtMs });
        const countedAt = (nowMs: number) => grantedAtMs.filter((atMs) => atMs > nowMs - dayMs);
        expect(hold === null).toBe(grantedAtMs.length < attemptsPerDay);
        if (hold === null) return;
        const untilMs = hold.untilMs ?? Number.NaN;
        expect(countedAt(untilMs).length).toBeLessThan(attemptsPerDay);
        expect(countedAt(untilMs - 1).length).toBeGreaterThanOrEqual(attemptsPerDay);
      }),
    );
  });
});

test('each thing that holds a request back is a sentence that says what to look at', () => {
  const limits = { concurrent: 2, attemptsPerDay: 20 };
  const said = (Object.keys(waitReasons) as (keyof typeof waitReasons)[]).map((why) =>
    holdSentence({ why, untilMs: 1 }, limits, '2030-01-02T00:00:00.000Z'),
  );
  expect(said).toEqual([
    "Waiting: 2 of this repository's requests run, which is its limits.concurrent.",
    'Waiting: the attempts that this repository may have within 24 hours (20) are used. Next at 2030-01-02T00:00:00.000Z. To allow more, raise limits.attemptsPerDay of the control plane.',
    'Waiting: its agent is paused after a failure, on every worker. Next at 2030-01-02T00:00:00.000Z. See why: planeguard status.',
    'Waiting: an issue has started it, and GitHub cannot be asked whether it may still start. Set github.tokenFile or github.tokenCommand, and start the control plane again; or cancel it.',
  ]);
});
