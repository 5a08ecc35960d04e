import type { SessionHook } from '../../core/hook.ts';
import { oneLogBytes } from '../../core/log-retention.ts';
import { cellRecord } from '../../edge/containment/probe.ts';
import { startHook } from '../hooks/start-hook.ts';
import type { Session } from '../session/session.ts';
import { sessionEnvironment } from '../session-environment.ts';

/** Starts a hook under the lease's deadline. It is begun once, however often that is asked for. */
export async function runHook(session: Session, name: SessionHook): Promise<void> {
  const { context, record, paths } = session;
  const hook = record.hooks?.[name];
  const deadlineMs = context.leases.deadlineMs(record.id);
  if (record.place === null || record.hooks === null || hook === undefined || deadlineMs === null) return;
  const containment = record.containment ?? cellRecord(context.containment, record.id);
  if (hook.startedAtMs === null) {
    const begun = { ...hook, startedAtMs: context.clock.bootMs() };
    session.update({ containment, hooks: { ...record.hooks, [name]: begun } }, [
      session.evidence('hook', { hook: name, is: 'started', from: hook.from }),
    ]);
  }
  await startHook({
    sessionId: record.id,
    layout: paths,
    workspace: record.place.workspace,
    name,
    text: hook.text,
    env: sessionEnvironment(session),
    containment,
    watched: {
      deadline: { bootId: context.bootId, deadlineBootSeconds: deadlineMs / 1_000 },
      graceMs: context.config.session.graceMs,
    },
    transcriptBytes: oneLogBytes(context.config.retention.logs.bytes),
    onEnd: () => session.wake(),
  });
}
