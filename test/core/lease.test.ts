import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  heartbeatsUntilUnconfirmed,
  leaseExpired,
  smallestMarginMs,
  stopDeadlineMs,
  watchPeriodMs,
} from '../../src/core/lease.ts';

describe('a lease', () => {
  const lease = { renewedAtMs: 1_000, stopAfterMs: 60_000 };

  it('must be renewed before its deadline', () => {
    expect(stopDeadlineMs(lease)).toBe(61_000);
  });

  it.each([
    [61_000, false],
    [66_000, false],
    [66_001, true],
  ])('at %i ms with a margin of 5 s is expired: %s', (nowMs, expired) => {
    expect(leaseExpired(lease, 5_000, nowMs)).toBe(expired);
  });

  it('needs two heartbeats without a word before a claim is taken back', () => {
    expect(heartbeatsUntilUnconfirmed).toBe(2);
  });
});

/** The watch: its deadline is in whole seconds, its look may be late, the kill may take its 10 s bound. */
const killMs = 10_000;

it('one actor: an unrenewed session is over before the next attempt may be granted', () => {
  const times = fc.record({
    sentMs: fc.nat(1_000_000_000),
    travelMs: fc.nat(60_000),
    stopAfterMs: fc.integer({ min: 30_000, max: 3_600_000 }),
    lookLateMs: fc.nat(watchPeriodMs - 1_000),
    graceMs: fc.nat(120_000),
  });
  fc.assert(
    fc.property(times, ({ sentMs, travelMs, stopAfterMs, lookLateMs, graceMs }) => {
      const worker = { renewedAtMs: sentMs, stopAfterMs };
      const controlPlane = { renewedAtMs: sentMs + travelMs, stopAfterMs };
      const watchActsMs = Math.ceil(stopDeadlineMs(worker) / 1_000) * 1_000 + lookLateMs;
      const overMs = watchActsMs + graceMs + killMs;
      expect(leaseExpired(controlPlane, smallestMarginMs(graceMs, watchPeriodMs), overMs)).toBe(false);
    }),
  );
});

it('one actor: renewing later never expires earlier', () => {
  fc.assert(
    fc.property(
      fc.nat(1e9),
      fc.nat(1e6),
      fc.nat(1e6),
      fc.nat(2e9),
      (renewedAtMs, laterMs, marginMs, nowMs) => {
        const lease = { renewedAtMs, stopAfterMs: 1_800_000 };
        const renewed = { ...lease, renewedAtMs: renewedAtMs + laterMs };
        if (!leaseExpired(lease, marginMs, nowMs)) expect(leaseExpired(renewed, marginMs, nowMs)).toBe(false);
      },
    ),
  );
});
