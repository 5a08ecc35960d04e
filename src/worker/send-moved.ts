import { isoTime } from '../edge/clock.ts';
import { CallError } from '../edge/control-plane/call-error.ts';
import type { AttemptEvent } from '../protocol/worker.ts';
import type { WorkerContext } from './context.ts';
import type { SessionRecord } from './journal/session-record.ts';

/** Reports what the remote shows of a pull request in review. A refusal means that it is known already. */
export async function sendMoved(
  context: Pick<WorkerContext, 'client' | 'clock' | 'workerId'>,
  record: SessionRecord,
  state: 'merged' | 'closed',
): Promise<void> {
  try {
    const event: AttemptEvent = {
      eventId: `${record.id}-${state}`,
      fence: record.grant.fence,
      workerId: context.workerId,
      at: isoTime(context.clock.nowMs()),
      body: { type: 'pull_request_moved', state, sha: record.pullRequest?.headSha ?? null },
    };
    // Another database would refuse it as well, and this one would never hear of it.
    await context.client.attemptEvent(record.id, event, record.database.id);
  } catch (error) {
    if (!(error instanceof CallError) || error.failure !== 'refused') throw error;
  }
}
