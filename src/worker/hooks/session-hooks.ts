import { type ChosenHook, chooseHooks, type HookName, type HookSettings } from '../../core/hook.ts';
import { wasCreated } from '../../edge/workspace/created-note.ts';
import type { HooksRecord } from '../journal/hook-record.ts';

/** What a session is to run, as it begins; null when that is nothing. */
export function sessionHooksOf(
  operator: HookSettings | null,
  carried: HookSettings | null,
  workspace: string,
): HooksRecord | null {
  const { hooks, timeoutMs } = chooseHooks(operator, carried);
  const due = Object.entries(hooks) as [HookName, ChosenHook][];
  const wanted = due.filter(([name]) => name !== 'afterCreate' || !wasCreated(workspace));
  if (wanted.length === 0) return null;
  const begun = wanted.map(([name, hook]) => [
    name,
    { ...hook, startedAtMs: null, over: false, problem: null },
  ]);
  return { timeoutMs, ...Object.fromEntries(begun) };
}
