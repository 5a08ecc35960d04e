import { isoTime } from '../../edge/clock.ts';
import type { Grant } from '../../protocol/worker.ts';
import type { GrantRecord } from '../../store/load-grant.ts';

interface Offered {
  stopAfterMs: number;
  forge: Grant['request']['forge'];
}

export function grantView(grant: GrantRecord, { stopAfterMs, forge }: Offered): Grant {
  const { attempt, request, feedback } = grant;
  return {
    attemptId: attempt.id,
    fence: attempt.number,
    stopAfterMs,
    request: {
      id: request.id,
      repository: request.repository,
      remote: request.remote,
      title: request.title,
      prompt: request.prompt,
      agent: request.agent,
      issueNumber: request.issue_number,
      issueUrl: request.issue_url,
      createdAt: isoTime(request.created_at),
      forge,
    },
    previous: previousView(grant.previous),
    pullRequest: pullRequestView(grant.pullRequest),
    feedback,
  };
}

function previousView(previous: GrantRecord['previous']): Grant['previous'] {
  if (previous === null) return null;
  const { id, worker_id: workerId, workspace, branch, conversation } = previous;
  return { attemptId: id, workerId, workspace, branch, conversation };
}

function pullRequestView(pullRequest: GrantRecord['pullRequest']): Grant['pullRequest'] {
  if (pullRequest === null) return null;
  const { number, state, head, head_sha: headSha, publishedSha } = pullRequest;
  return { number, state, head, headSha, publishedSha };
}
