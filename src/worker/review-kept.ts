import type { RequestState } from '../core/request.ts';
import { cleanWorkspace, workspaceEvidence } from './act/clean.ts';
import type { Sessions } from './sessions.ts';

/** Looks again at a workspace that is kept, when its request has moved on or the last look was long ago. */
export async function reviewKept(
  sessions: Sessions,
  sessionId: string,
  request: RequestState | 'unknown',
  leaving: AbortSignal,
): Promise<void> {
  const { reviews, context } = sessions;
  const nowMs = context.clock.bootMs();
  if (!reviews.isDue(sessionId, request, nowMs)) return;
  await sessions.reviewKept(sessionId, async (record) => {
    // Counts as failed until it is over.
    reviews.failed(sessionId, request, nowMs);
    const cleaned = await cleanWorkspace(context, record, { request, leaving });
    reviews.looked(sessionId, request, nowMs);
    return { kept: cleaned.kept, evidence: workspaceEvidence(context, record, cleaned) };
  });
}
