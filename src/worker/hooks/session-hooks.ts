import { chooseHooks, type HookSettings, hookNames } from '../../core/hook.ts';
import { wasCreated } from '../../edge/workspace/created-note.ts';
import type { HooksRecord } from '../journal/hook-record.ts';

/** What a session is to run, as it begins; null when that is nothing. */
export function sessionHooksOf(
  operator: HookSettings | null,
  carried: HookSettings | null,
  workspace: string,
): HooksRecord | null {
  const { hooks, timeoutMs } = chooseHooks(operator, carried);
  const record: HooksRecord = { timeoutMs };
  for (const name of hookNames) {
    const hook = hooks[name];
    if (hook === undefined || (name === 'afterCreate' && wasCreated(workspace))) continue;
    record[name] = { ...hook, startedAtMs: null, over: false, problem: null };
  }
  return hookNames.some((name) => record[name] !== undefined) ? record : null;
}
