import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Reason, reasonNames, reasons } from '../../src/core/reason.ts';
import { afterFailure, afterUnconfirmed, type FailedAttempt, retryDelayMs } from '../../src/core/retry.ts';

const policy = { attempts: 3, baseMs: 10_000, capMs: 300_000 };
const failed = (reason: Reason, summary = 'Why.'): FailedAttempt => ({ reason, summary });
const retried: readonly Reason[] = ['agent_failed', 'session_lost', 'lease_expired', 'launch_failed'];
const final = reasonNames.filter((name) => reasons[name].ends === 'blocked' && !retried.includes(name));

describe('after a failed attempt', () => {
  it.each(retried)('queues another attempt after %s', (reason) => {
    expect(afterFailure([failed(reason)], policy, 0.999)).toEqual({
      to: 'queued',
      reason,
      summary: 'Why.',
      delayMs: 9_990,
    });
  });

  it.each(final)('blocks at once after %s', (reason) => {
    const verdict = afterFailure([failed(reason)], policy, 0.5);
    expect(verdict).toEqual({ to: 'blocked', reason, summary: 'Why.' });
  });

  it('blocks as attempts_exhausted, with every cause inside, when the budget is used up', () => {
    const failures = [
      failed('agent_failed', 'One.'),
      failed('session_lost', 'Two.'),
      failed('agent_failed', 'Three.'),
    ];
    expect(afterFailure(failures, policy, 0.5)).toEqual({
      to: 'blocked',
      reason: 'attempts_exhausted',
      summary: '3 attempts failed: agent_failed (One.); session_lost (Two.); agent_failed (Three.)',
    });
  });

  it('counts a cause that repeats instead of repeating it', () => {
    const failures = [failed('agent_failed'), failed('session_lost', 'Gone.'), failed('agent_failed')];
    expect(afterFailure(failures, policy, 0.5)).toMatchObject({
      summary: '3 attempts failed: 2 × agent_failed (Why.); session_lost (Gone.)',
    });
  });

  it('blames the last cause, not the budget, when that one cannot be mended by another attempt', () => {
    const failures = [
      failed('agent_failed'),
      failed('agent_failed'),
      failed('agent_unauthorized', 'No login.'),
    ];
    expect(afterFailure(failures, policy, 0.5)).toEqual({
      to: 'blocked',
      reason: 'agent_unauthorized',
      summary: 'No login.',
    });
  });

  it('refuses to judge nothing', () => {
    expect(() => afterFailure([], policy, 0)).toThrow(RangeError);
  });
});

describe('after a claim that was never confirmed', () => {
  it('the request waits as after a failure, and is blocked when that has happened as often as it may fail', () => {
    expect(afterUnconfirmed(1, policy, 0.999)).toEqual({ to: 'queued', delayMs: 9_990 });
    expect(afterUnconfirmed(2, policy, 0.999)).toEqual({ to: 'queued', delayMs: 19_980 });
    expect(afterUnconfirmed(3, policy, 0.999)).toMatchObject({
      to: 'blocked',
      reason: 'attempts_exhausted',
      summary: expect.stringMatching(/^3 × claimed and never confirmed/),
    });
  });
});

describe('the pause before another attempt', () => {
  it.each([
    [1, 10_000],
    [2, 20_000],
    [3, 40_000],
    [6, 300_000],
    [1_000, 300_000],
  ])('after %i failures is at most %i ms', (count, mostMs) => {
    expect(retryDelayMs(count, policy, 0.9999999)).toBe(mostMs);
  });

  it('is never below half of its base and never above the cap', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), random, (count, at) => {
        const delayMs = retryDelayMs(count, policy, at);
        expect(delayMs).toBeGreaterThanOrEqual(policy.baseMs / 2);
        expect(delayMs).toBeLessThanOrEqual(policy.capMs);
      }),
    );
  });
});
