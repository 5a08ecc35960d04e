import type { RequestState } from '../core/request.ts';
import { cleanWorkspace, workspaceEvidence } from './act/clean.ts';
import type { Sessions } from './sessions.ts';

/** Looks again at a workspace that is kept, now that its request may have moved on. */
export function reviewKept(
  sessions: Sessions,
  sessionId: string,
  request: RequestState | 'unknown',
): Promise<void> {
  return sessions.reviewKept(sessionId, async (record) => {
    const cleaned = await cleanWorkspace(sessions.context, record, request);
    return { kept: cleaned.kept, evidence: workspaceEvidence(sessions.context, record, cleaned) };
  });
}
