import { oneLogBytes } from '../../core/log-retention.ts';
import type { AgentLaunch, LaunchContext, LaunchRefusal } from '../../edge/agents/agent.ts';
import { openCell } from '../../edge/containment/open-cell.ts';
import { cellRecord } from '../../edge/containment/probe.ts';
import { committerProblem } from '../../edge/git/committer-problem.ts';
import type { GitSetting } from '../../edge/git/config-text.ts';
import { signingProblem } from '../../edge/git/signing-problem.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { agentVariables } from '../agent-variables.ts';
import { readStarted } from '../guard/guard-facts.ts';
import { type GuardedLaunch, launchGuarded } from '../guard/launch-guarded.ts';
import type { Session } from '../session/session.ts';
import { sessionEnvironment } from '../session-environment.ts';
import { beginEnding } from './begin-ending.ts';
import { personIdentity } from './person-identity.ts';

/** Starts the agent in its terminal and containment, under the lease's deadline. */
export async function launch(session: Session): Promise<void> {
  const { context, record } = session;
  const deadlineMs = context.leases.deadlineMs(record.id);
  if (record.place === null || deadlineMs === null) return;
  const startedMs = context.clock.monotonicMs();
  const variables = agentVariables(session);
  if (variables.kind === 'refused') return cannotStart(session, withoutVariables(session, variables.why));
  const env = { ...sessionEnvironment(session), ...variables.variables };
  const ready = await readyAgent(session, record.place.workspace, env);
  if (ready.kind === 'refused') return cannotStart(session, ready);
  if (ready.warning !== null) warn(session, ready.warning);
  const containment = record.containment ?? cellRecord(context.containment, record.id);
  session.update({ state: 'launching', containment, launchedAtMs: context.clock.bootMs() });
  const started = await startGuarded({
    sessionId: record.id,
    layout: session.paths,
    socket: record.socket,
    workspace: record.place.workspace,
    argv: ready.agent.argv,
    env: { ...env, ...ready.agent.env },
    cell: openCell(containment),
    deadline: { bootId: context.bootId, deadlineBootSeconds: deadlineMs / 1000 },
    graceMs: context.config.session.graceMs,
    transcriptBytes: oneLogBytes(context.config.retention.logs.bytes),
  });
  if (started.kind === 'refused') return cannotStart(session, started);
  const launchMs = context.clock.monotonicMs() - startedMs;
  session.update({ timings: { ...session.record.timings, launchMs } });
}

function cannotStart(session: Session, { reason, sentence }: LaunchRefusal): void {
  beginEnding(session, { kind: 'not_started', reason, message: sentence });
}

function withoutVariables({ record }: Session, why: string): LaunchRefusal {
  const sentence = `The agent ${record.grant.request.agent} is configured with an envFile, but ${why}.`;
  return { kind: 'refused', reason: 'host_refused', sentence };
}

/** Said before the work begins, not after it. */
function warn(session: Session, warning: string): void {
  if (session.record.warning !== warning)
    session.update({ warning }, [session.evidence('warning', { warning })]);
}

/**
 * All are asked at the same time: git answers in the few milliseconds that an agent's home takes. An agent may bring an
 * identity of its own, so that git knows none is a warning; a signature that waits for a person would hang it.
 */
async function readyAgent(
  session: Session,
  workspace: string,
  env: Record<string, string>,
): Promise<{ kind: 'ready'; agent: AgentLaunch; warning: string | null } | LaunchRefusal> {
  const [unknown, unsigned, ready] = await Promise.all([
    committerProblem(workspace, env),
    givenSettings(session).then((settings) =>
      signingProblem({ folder: session.paths.signing, settings, env }),
    ),
    prepareAgent(session, workspace, env),
  ]);
  if (ready.kind === 'refused') return ready;
  // Without an identity the trial signature fails for want of it, whatever the signing would have done.
  if (unknown === null && unsigned !== null) {
    return { kind: 'refused', reason: 'host_refused', sentence: unsigned };
  }
  return { kind: 'ready', agent: ready, warning: unknown };
}

/** Not as they are now: a workspace that is continued has been an agent's, and we are outside its containment. */
async function givenSettings(session: Session): Promise<GitSetting[]> {
  const identity = await personIdentity(session);
  const origin: GitSetting = ['remote.origin.url', session.record.grant.request.remote];
  return typeof identity === 'string' ? [origin] : [origin, ...identity];
}

async function prepareAgent(
  session: Session,
  workspace: string,
  env: Record<string, string>,
): Promise<AgentLaunch | LaunchRefusal> {
  const { agent: name } = session.record.grant.request;
  const agent = session.context.agentNamed(name);
  if (agent !== null) return agent.prepare(launchContext(session, workspace, env));
  const sentence = `The agent ${name} is not configured on this worker. Add it to agents in its planeguard.yaml.`;
  return { kind: 'refused', reason: 'host_refused', sentence };
}

/** That tmux or the containment refuses is an answer; that it could not be asked is thrown, and tried again. */
async function startGuarded(launch: GuardedLaunch): Promise<{ kind: 'started' } | LaunchRefusal> {
  try {
    await launchGuarded(launch);
    return { kind: 'started' };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // It did start, and is over already: the next look sees how, and what it left is the next attempt's.
    if (readStarted(launch.layout).kind !== 'none') return { kind: 'started' };
    return { kind: 'refused', reason: 'launch_failed', sentence: error.message };
  }
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
