import { ProblemError } from '../../protocol/problem.ts';
import {
  commentRoute,
  decidePullRequestRoute,
  listPullRequestsRoute,
  mergePullRequestRoute,
} from '../../protocol/routes/pull-requests.ts';
import { addComment } from '../../store/add-comment.ts';
import { newestPullRequest } from '../../store/find-pull-request.ts';
import { listPullRequests, withComments } from '../../store/list-pull-requests.ts';
import { movePullRequest } from '../../store/move-pull-request.ts';
import { accepted } from '../accepted.ts';
import type { App } from '../app.ts';
import { closeOnGitHub, mergeOnGitHub } from '../github/decide-on-github.ts';
import { commentId, feedbackId } from '../new-ids.ts';
import type { Parts } from '../parts.ts';
import { pullRequestView } from '../views/pull-request-view.ts';
import { requestView } from '../views/request-view.ts';

export function pullRequestRoutes(app: App, parts: Parts): void {
  app.openapi(listPullRequestsRoute, async (context) => {
    const { cursor: offset = 0, limit, request } = context.req.valid('query');
    const rows = await listPullRequests(parts.db, { requestId: request ?? null, limit, offset });
    const nextCursor = rows.length === limit ? String(offset + limit) : null;
    return context.json({ items: rows.map(pullRequestView), nextCursor }, 200);
  });
  app.openapi(decidePullRequestRoute, async (context) => {
    const { id: requestId } = context.req.valid('param');
    const decision = context.req.valid('json');
    const pullRequest = await newestPullRequest(parts.db, requestId);
    if (pullRequest?.forge === 'github') {
      if (decision.state === 'merged')
        throw new ProblemError('state_refused', `${pullRequest.url} is merged by GitHub: ask for that.`);
      await closeOnGitHub(parts, pullRequest);
    } else {
      const sha = decision.state === 'merged' ? decision.sha : null;
      const move = { requestId, state: decision.state, sha };
      accepted(await parts.writer.write((write) => movePullRequest(write, move)));
    }
    return context.json(await requestView(parts, requestId), 200);
  });
  app.openapi(mergePullRequestRoute, async (context) => {
    const { id: requestId } = context.req.valid('param');
    const pullRequest = await newestPullRequest(parts.db, requestId);
    if (pullRequest?.forge !== 'github')
      throw new ProblemError('state_refused', `${requestId} has no pull request on GitHub.`);
    const merged = await mergeOnGitHub(parts, pullRequest);
    return context.json(pullRequestView(await withComments(parts.db, merged)), 200);
  });
  app.openapi(commentRoute, async (context) => {
    const { id: requestId } = context.req.valid('param');
    const comment = { id: commentId(), feedbackId: feedbackId(), requestId, ...context.req.valid('json') };
    const { pullRequest } = accepted(await parts.writer.write((write) => addComment(write, comment)));
    return context.json(pullRequestView(await withComments(parts.db, pullRequest)), 201);
  });
}
