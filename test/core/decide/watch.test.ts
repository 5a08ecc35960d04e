import { describe, expect, it } from 'vitest';
import { decideWatch } from '../../../src/core/decide/watch.ts';
import { sessionStates } from '../../../src/core/session.ts';
import { factsOf, liveFacts } from '../../support/session-facts.ts';

const nothing = { kind: 'nothing' };

describe('the guard of a live session', () => {
  it('gets a new watch when its own is dead', () => {
    expect(decideWatch(liveFacts({ watch: 'dead' }), 0)).toEqual({
      kind: 'act',
      action: { type: 'restore_watch' },
    });
  });

  it('gets no second one at once: the first may be unable to say that it lives', () => {
    const facts = liveFacts({ watch: 'dead', notBefore: { restore_watch: 50 } });
    expect(decideWatch(facts, 49)).toEqual({ kind: 'wait', untilMs: 50 });
    expect(decideWatch(facts, 50)).toMatchObject({ kind: 'act' });
  });

  it.each([
    ['its parent is dead', { parent: 'dead' }],
    ['its agent has exited', { exit: { kind: 'exited', status: 0 } }],
  ] as const)('gets none when %s', (_, seen) => {
    expect(decideWatch(liveFacts({ watch: 'dead', ...seen }), 0)).toEqual(nothing);
  });

  it('that has stopped the session for want of a renewal ends it as a lost lease', () => {
    const cause = { kind: 'lease_lost', why: 'expired' };
    expect(decideWatch(liveFacts({ watch: 'stopped_the_session' }), 0)).toEqual({
      kind: 'act',
      action: { type: 'begin_ending', cause },
    });
  });

  it.each(['alive', 'unknown'] as const)('is left alone while its watch is %s', (watch) => {
    expect(decideWatch(liveFacts({ watch }), 0)).toEqual(nothing);
  });

  it.each(sessionStates.filter((state) => state !== 'live'))("is nobody's business in state %s", (state) => {
    expect(decideWatch(factsOf({ watch: 'dead', memory: { state } }), 0)).toEqual(nothing);
  });
});
