import { isoTime } from '../edge/clock.ts';
import { CallError } from '../edge/control-plane/call-error.ts';
import type { WorkerContext } from './context.ts';
import type { SessionRecord } from './journal/session-record.ts';

/** Reports what the remote shows of a pull request in review. A refusal means that it is known already. */
export async function sendMoved(
  context: WorkerContext,
  record: SessionRecord,
  state: 'merged' | 'closed',
): Promise<void> {
  try {
    await context.client.attemptEvent(record.id, {
      eventId: `${record.id}-${state}`,
      fence: record.grant.fence,
      workerId: context.workerId,
      at: isoTime(context.clock.nowMs()),
      body: { type: 'pull_request_moved', state, sha: record.pullRequest?.headSha ?? null },
    });
  } catch (error) {
    if (!(error instanceof CallError) || error.failure !== 'refused') throw error;
  }
}
