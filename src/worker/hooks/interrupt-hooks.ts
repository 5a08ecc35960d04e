import { sessionHooks } from '../../core/hook.ts';
import type { Evidence } from '../../protocol/worker.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import type { Session } from '../session/session.ts';
import { hookEvidence } from './hook-evidence.ts';

export interface InterruptedHooks {
  hooks: SessionRecord['hooks'];
  told: Evidence[];
}

/** A hook that was under way has just been stopped with the rest of the session: it is over. */
export function interruptHooks(session: Session): InterruptedHooks {
  const { record, context, paths } = session;
  if (record.hooks === null) return { hooks: null, told: [] };
  const { timeoutMs } = record.hooks;
  const hooks = { ...record.hooks };
  const told: Evidence[] = [];
  for (const name of sessionHooks) {
    const hook = hooks[name];
    if (hook === undefined || hook.over || hook.startedAtMs === null) continue;
    const ranMs = context.clock.bootMs() - hook.startedAtMs;
    const outcome = { kind: 'interrupted' } as const;
    const { problem, data } = hookEvidence(paths, { name, hook, timeoutMs, outcome, ranMs });
    hooks[name] = { ...hook, over: true, problem };
    told.push(session.evidence('hook', data));
  }
  return { hooks, told };
}
