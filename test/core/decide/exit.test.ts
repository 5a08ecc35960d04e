import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideExit } from '../../../src/core/decide/exit.ts';
import type { EndCause } from '../../../src/core/end.ts';
import type { Decision } from '../../../src/core/session-facts.ts';
import { exit } from '../../support/core-arbitraries.ts';
import { factsOf, liveFacts } from '../../support/session-facts.ts';

const ends = (cause: EndCause): Decision => ({ kind: 'act', action: { type: 'begin_ending', cause } });
const nothing: Decision = { kind: 'nothing' };
const exited = { kind: 'exited', status: 3 } as const;
const unreadable = { kind: 'unreadable' } as const;
const none = { kind: 'none' } as const;

describe('an agent', () => {
  it.each([
    ['alive', none, nothing],
    ['alive', exited, ends(exited)],
    ['alive', unreadable, nothing],
    ['without_terminal', none, ends({ kind: 'lost' })],
    ['without_terminal', exited, ends(exited)],
    ['not_started', none, ends({ kind: 'lost' })],
    ['dead', none, ends({ kind: 'lost' })],
    ['dead', exited, ends(exited)],
    ['dead', unreadable, ends({ kind: 'exited', status: null })],
    ['unknown', none, nothing],
    ['unknown', unreadable, nothing],
    ['unknown', exited, ends(exited)],
  ] as const)('whose parent is %s and whose receipt is %o', (parent, receipt, decision) => {
    expect(decideExit(liveFacts({ parent, exit: receipt }))).toEqual(decision);
  });

  it('is not looked for outside the live state', () => {
    expect(decideExit(factsOf({ parent: 'dead', memory: { state: 'ending' } }))).toEqual(nothing);
  });
});

it('unknown is not dead: an unknown parent never counts as an exit or a loss', () => {
  fc.assert(
    fc.property(exit, (receipt) => {
      const decision = decideExit(liveFacts({ parent: 'unknown', exit: receipt }));
      expect(decision.kind === 'act').toBe(receipt.kind === 'exited');
    }),
  );
});
