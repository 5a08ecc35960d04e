import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  afterBegin,
  afterRestart,
  afterSign,
  type Breaker,
  type BreakerSign,
  closedBreaker,
  isPaused,
  lastsAfterMs,
  nextTryMs,
  pausedSentence,
  signOf,
} from '../../src/core/breaker.ts';

const refused = { kind: 'unauthorized', message: 'no login' } as const;
const failed: BreakerSign = { kind: 'failed', failure: refused };
const worked: BreakerSign = { kind: 'worked' };
const pauses = { baseMs: 30_000, capMs: 30 * 60_000 };
const signed = (breaker: Breaker, sessionId: string, sign: BreakerSign, nowMs: number): Breaker =>
  afterSign(breaker, { sessionId, sign }, pauses, nowMs);
const open = (): Breaker => signed(closedBreaker, 'a', failed, 0);

describe('a breaker', () => {
  it('opens at the first failure of a login or a provider, for half a minute', () => {
    expect(isPaused(open(), 0)).toBe(true);
    expect(nextTryMs(open())).toBe(30_000);
    expect(isPaused(open(), 30_000)).toBe(false);
  });

  it('lets one session try, and nobody beside it', () => {
    const trying = afterBegin(open(), 'b', 30_000);
    expect(trying.state).toEqual({ kind: 'trying', sessionId: 'b', sinceMs: 30_000 });
    expect(isPaused(trying, 10 * pauses.capMs)).toBe(true);
  });

  it('waits twice as long after each trial that failed, up to half an hour', () => {
    let breaker = closedBreaker;
    const paused = Array.from({ length: 8 }, (_, trial) => {
      breaker = signed(afterBegin(breaker, `${trial}`, 0), `${trial}`, failed, 0);
      return Number(nextTryMs(breaker)) / 1_000;
    });
    expect(paused).toEqual([30, 60, 120, 240, 480, 960, 1_800, 1_800]);
  });

  it('closes when the trial has worked, and forgets', () => {
    const closed = signed(afterBegin(open(), 'b', 30_000), 'b', worked, 31_000);
    expect(closed).toMatchObject({ state: { kind: 'closed' }, failures: 0, failure: null });
  });

  it('closes when the trial has lasted, but a late failure goes on where the pauses were', () => {
    const twice = signed(afterBegin(open(), 'b', 30_000), 'b', failed, 31_000);
    const lasted = signed(afterBegin(twice, 'c', 100_000), 'c', { kind: 'lasted' }, 220_000);
    expect(isPaused(lasted, 220_000)).toBe(false);
    expect(signed(lasted, 'c', failed, 300_000)).toMatchObject({ failures: 3, state: { kind: 'open' } });
  });

  it('closes when the session that met the failure has got over it', () => {
    expect(isPaused(signed(open(), 'a', worked, 1_000), 1_000)).toBe(false);
  });

  it('has another trial at once when one ended without a word on its agent', () => {
    const ended = signed(afterBegin(open(), 'b', 30_000), 'b', { kind: 'ended' }, 40_000);
    expect(isPaused(ended, 40_000)).toBe(false);
    expect(ended.failures).toBe(1);
  });

  it.each<[string, BreakerSign]>([
    ['fail', failed],
    ['work', worked],
    ['last', { kind: 'lasted' }],
    ['end', { kind: 'ended' }],
  ])('learns nothing from sessions that began before it opened, when these %s', (_, sign) => {
    expect(signed(open(), 'older', sign, 5_000)).toEqual(open());
  });

  it('is not bypassed by a restart: its pause goes on; only a trial that is gone, or a reboot, makes one due', () => {
    const restart = { sameBoot: true, isKnown: () => false, nowMs: 10_000 };
    expect(afterRestart(open(), restart)).toEqual(open());
    const trying = afterBegin(open(), 'b', 9_000);
    expect(afterRestart(trying, { ...restart, isKnown: () => true })).toEqual(trying);
    expect(isPaused(afterRestart(trying, restart), 10_000)).toBe(false);
    expect(isPaused(afterRestart(open(), { ...restart, sameBoot: false }), 10_000)).toBe(false);
  });
});

type Move = { who: number; what: 'begin' | BreakerSign['kind']; waitMs: number };
const moves = fc.array(
  fc.record<Move>({
    who: fc.nat({ max: 4 }),
    what: fc.constantFrom('begin', 'failed', 'worked', 'lasted', 'ended'),
    waitMs: fc.nat({ max: pauses.capMs }),
  }),
  { maxLength: 60 },
);

function play(all: readonly Move[]): { breaker: Breaker; nowMs: number } {
  let [breaker, nowMs] = [closedBreaker, 0];
  for (const { who, what, waitMs } of all) {
    nowMs += waitMs;
    const sessionId = String(who);
    if (what === 'begin') breaker = afterBegin(breaker, sessionId, nowMs);
    else breaker = signed(breaker, sessionId, what === 'failed' ? failed : { kind: what }, nowMs);
  }
  return { breaker, nowMs };
}

test('whatever happened, a breaker does not stay open: half an hour later one may try, or one is trying', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const { breaker, nowMs } = play(all);
      const isTrying = breaker.state.kind === 'trying';
      expect(isPaused(breaker, nowMs + pauses.capMs)).toBe(isTrying);
      if (breaker.state.kind !== 'trying') return;
      const { sessionId } = breaker.state;
      const over = signed(breaker, sessionId, { kind: 'ended' }, nowMs);
      expect(isPaused(over, nowMs)).toBe(false);
    }),
  );
});

test('whatever happened, one trial that works closes it', () => {
  fc.assert(
    fc.property(moves, (all) => {
      const { breaker, nowMs } = play(all);
      const trial = breaker.state.kind === 'trying' ? breaker.state.sessionId : 'trial';
      const begun = afterBegin(breaker, trial, nowMs);
      expect(isPaused(signed(begun, trial, worked, nowMs), nowMs)).toBe(false);
    }),
  );
});

describe('a session says of its agent', () => {
  const unknown = { state: 'unknown' } as const;
  const none = { cause: null, turn: unknown, launchedAtMs: 0 };
  const turnFailed = (failure: 'unauthorized' | 'provider' | 'other') =>
    ({ state: 'failed', sinceMs: 0, message: 'no', failure }) as const;
  const notStarted = (reason: 'agent_unauthorized' | 'host_refused') =>
    ({ kind: 'not_started', reason, message: 'no' }) as const;
  const failure = (kind: 'unauthorized' | 'provider') => ({
    kind: 'failed',
    failure: { kind, message: 'no' },
  });

  it.each([
    [
      'a login that is refused before the launch',
      { ...none, cause: notStarted('agent_unauthorized') },
      failure('unauthorized'),
    ],
    [
      'a login that is refused later',
      { ...none, cause: { kind: 'unauthorized', message: 'no' } },
      failure('unauthorized'),
    ],
    ['a refusal in its record', { ...none, turn: turnFailed('unauthorized') }, failure('unauthorized')],
    ['a failure of its model in its record', { ...none, turn: turnFailed('provider') }, failure('provider')],
    [
      'a turn that is complete',
      { ...none, turn: { state: 'completed', sinceMs: 0, message: '' } },
      { kind: 'worked' },
    ],
    ['an exit with 0', { ...none, cause: { kind: 'exited', status: 0 } }, { kind: 'worked' }],
    ['an exit with 1, which says nothing of why', { ...none, cause: { kind: 'exited', status: 1 } }, null],
    ['another failure of a turn', { ...none, turn: turnFailed('other') }, null],
    ['what the host refuses', { ...none, cause: notStarted('host_refused') }, null],
    ['a cancel', { ...none, cause: { kind: 'cancelled', reason: 'by_operator' } }, null],
    ['a session that is being prepared', { ...none, launchedAtMs: null }, null],
  ] as const)('%s', (_, seen, sign) => {
    expect(signOf(seen, lastsAfterMs - 1)).toEqual(sign);
  });

  it('that it has lasted, after two minutes without a failure', () => {
    expect(signOf(none, lastsAfterMs)).toEqual({ kind: 'lasted' });
    expect(signOf({ ...none, turn: turnFailed('other') }, lastsAfterMs)).toBeNull();
  });
});

test('who is paused, why, and what ends that is one sentence', () => {
  const at = '2030-01-01T00:00:30.000Z';
  expect(pausedSentence('codex', refused, at)).toBe(
    'No request is claimed for the agent codex: it could not authenticate (no login). Log in with its own command. One request is tried at 2030-01-01T00:00:30.000Z; another at once by: planeguard retry ID.',
  );
});
