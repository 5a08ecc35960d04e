import type { HookOutcome, SessionHook } from '../../core/hook.ts';
import { noteCreated } from '../../edge/workspace/created-note.ts';
import { hookEvidence } from '../hooks/hook-evidence.ts';
import type { Session } from '../session/session.ts';

/** Writes down how a hook ended. What it left is the session's, and is stopped with it. */
export function endHook(session: Session, name: SessionHook, outcome: HookOutcome): void {
  const { context, record, paths } = session;
  const hook = record.hooks?.[name];
  if (record.place === null || record.hooks === null || hook === undefined) return;
  const ranMs = context.clock.bootMs() - (hook.startedAtMs ?? context.clock.bootMs());
  const told = hookEvidence(paths, { name, hook, timeoutMs: record.hooks.timeoutMs, outcome, ranMs });
  if (name === 'afterCreate' && told.problem === null) noteCreated(record.place.workspace);
  session.update({ hooks: { ...record.hooks, [name]: { ...hook, over: true, problem: told.problem } } }, [
    session.evidence('hook', told.data),
  ]);
}
