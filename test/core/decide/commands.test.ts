import { describe, expect, it } from 'vitest';
import { decideCommands } from '../../../src/core/decide/commands.ts';
import { liveFacts, policy } from '../../support/session-facts.ts';

const commands = { pending: 1, failingSinceMs: null };
const carryOut = { kind: 'act', action: { type: 'carry_out_commands' } };
const nothing = { kind: 'nothing' };

describe('the commands of an agent', () => {
  it.each([
    ['while it lives', {}, carryOut],
    ['after its stop, before the judgement', { state: 'ending', stopped: true }, carryOut],
    ['not while it is being stopped', { state: 'ending' }, nothing],
    ['not after the judgement', { state: 'ending', stopped: true, judged: true }, nothing],
    ['not when it is over', { state: 'cleaning', stopped: true }, nothing],
    ['not before it is launched', { state: 'launching' }, nothing],
  ] as const)('are carried out: %s', (_, memory, decision) => {
    expect(decideCommands(liveFacts({ commands, memory }), 0, policy)).toEqual(decision);
  });

  it('are tried again when it is time', () => {
    const facts = liveFacts({ commands, notBefore: { carry_out_commands: 50 } });
    expect(decideCommands(facts, 49, policy)).toEqual({ kind: 'wait', untilMs: 50 });
    expect(decideCommands(facts, 50, policy)).toEqual(carryOut);
  });

  it.each([
    ['a remote that cannot be reached', { commands: { pending: 1, failingSinceMs: 100 } }],
    ['an error', { commands, failing: { sinceMs: 100, message: 'no space left' } }],
  ])('hold up no end for longer than the limit: %s', (_, seen) => {
    const facts = liveFacts({ ...seen, memory: { state: 'ending', stopped: true } });
    const limitMs = 100 + policy.verifyLimitMs;
    expect(decideCommands(facts, limitMs - 1, policy)).toEqual(carryOut);
    expect(decideCommands(facts, limitMs, policy)).toEqual(nothing);
  });

  it('are nothing to do when there are none', () => {
    expect(decideCommands(liveFacts(), 0, policy)).toEqual(nothing);
  });
});
