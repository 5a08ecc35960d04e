import { judgeEnd, type PullRequestFact } from '../../core/end.ts';
import { lookAtBoundPullRequest } from '../bound-pull-request.ts';
import type { Session } from '../session/session.ts';

/** How long an unreachable remote delays the judgement, and how often it is asked. */
export const verifyLimitMs = 15 * 60_000;
const askAgainMs = 5_000;

/** Asks the forge about the bound pull request, and judges the end from what was seen. */
export async function judge(session: Session): Promise<void> {
  const { record, context } = session;
  if (record.cause === null) return;
  const nowMs = context.clock.bootMs();
  const pullRequest = await pullRequestFact(session);
  const judgement = judgeEnd({
    cause: record.cause,
    cancelledSince: record.cancelled,
    pullRequest,
    noChange: record.noChange,
    refusal: record.refusal,
    warning: record.warning,
    verifyingForMs: nowMs - (record.verifyingSinceMs ?? nowMs),
    verifyLimitMs,
  });
  if (judgement.kind === 'ended') {
    return session.update({ judgement: { outcome: judgement.outcome, summary: judgement.summary } });
  }
  session.notBefore.judge = nowMs + askAgainMs;
  if (record.verifyingSinceMs === null) {
    session.update({ verifyingSinceMs: nowMs }, [session.evidence('verifying', { pullRequest })]);
  }
}

/** A command that could not be carried out to the end may have been a pull request: that is unknown too. */
async function pullRequestFact(session: Session): Promise<PullRequestFact> {
  const { context, record } = session;
  const fact = await lookAtBoundPullRequest(context, record);
  if (fact !== 'none' || record.grant.request.forge === 'github') return fact;
  return session.commandsFailingSinceMs === null ? 'none' : 'unknown';
}
