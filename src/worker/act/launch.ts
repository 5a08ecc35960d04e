import type { LaunchContext } from '../../edge/agents/agent.ts';
import { openCell } from '../../edge/containment/open-cell.ts';
import { cellRecord } from '../../edge/containment/probe.ts';
import { launchGuarded } from '../guard/launch-guarded.ts';
import type { Session } from '../session/session.ts';
import { sessionEnvironment } from '../session-environment.ts';
import { beginEnding } from './begin-ending.ts';

/** Starts the agent in its terminal and containment, under the lease's deadline. */
export async function launch(session: Session): Promise<void> {
  const { context, record } = session;
  const deadlineMs = context.leases.deadlineMs(record.id);
  if (record.place === null || deadlineMs === null) return;
  const agent = context.agentNamed(record.grant.request.agent);
  if (agent === null) {
    const message = `The agent ${record.grant.request.agent} is not configured on this worker.`;
    return beginEnding(session, { kind: 'not_started', reason: 'host_refused', message });
  }
  const startedMs = context.clock.monotonicMs();
  const env = sessionEnvironment(session);
  const ready = await agent.prepare(launchContext(session, record.place.workspace, env));
  if (ready.kind === 'refused') {
    return beginEnding(session, { kind: 'not_started', reason: ready.reason, message: ready.sentence });
  }
  const containment = record.containment ?? cellRecord(context.containment, record.id);
  session.update({ state: 'launching', containment, launchedAtMs: context.clock.bootMs() });
  await launchGuarded({
    sessionId: record.id,
    layout: session.paths,
    socket: record.socket,
    workspace: record.place.workspace,
    argv: ready.argv,
    env: { ...env, ...ready.env },
    cell: openCell(containment),
    deadline: { bootId: context.bootId, deadlineBootSeconds: deadlineMs / 1000 },
    graceMs: context.config.session.graceMs,
  });
  const launchMs = context.clock.monotonicMs() - startedMs;
  session.update({ timings: { ...session.record.timings, launchMs } });
}

function launchContext(session: Session, workspace: string, env: Record<string, string>): LaunchContext {
  const { record, context, paths } = session;
  const { previous } = record.grant;
  const resume =
    previous === null
      ? null
      : {
          conversation: previous.conversation,
          agentHome: context.layout.session(previous.attemptId).agentHome,
        };
  return { sessionId: record.id, paths, workspace, env, resume };
}
