import type { SessionLayout } from '../../config/state-layout.ts';
import { type HookName, type HookOutcome, hookProblem } from '../../core/hook.ts';
import type { HookRecord } from '../journal/hook-record.ts';
import { lastWords } from './hook-facts.ts';

export interface EndedHookFacts {
  name: HookName;
  hook: HookRecord;
  timeoutMs: number;
  outcome: HookOutcome;
  ranMs: number;
}

/** What people are told of a hook that is over. */
export function hookEvidence(
  layout: SessionLayout,
  { name, hook, timeoutMs, outcome, ranMs }: EndedHookFacts,
): { problem: string | null; data: Record<string, unknown> } {
  const words = lastWords(layout, name);
  const problem = hookProblem({ name, from: hook.from, timeoutMs, lastWords: words }, outcome);
  const is = problem === null ? 'succeeded' : outcome.kind === 'exited' ? 'failed' : outcome.kind;
  const status = outcome.kind === 'exited' ? { status: outcome.status } : {};
  const said = words === '' ? {} : { said: words };
  return {
    problem,
    data: {
      hook: name,
      is,
      ...status,
      tookMs: Math.round(ranMs),
      ...(problem === null ? said : { problem }),
    },
  };
}
