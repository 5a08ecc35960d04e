import type { AttemptEvent } from '../protocol/worker.ts';
import type { AttemptRecord } from './find-attempt.ts';
import type { RequestRecord } from './find-request.ts';
import { type Moved, moveRequest } from './move-request.ts';
import type { Write } from './writer.ts';

interface Launch {
  attempt: AttemptRecord;
  request: RequestRecord;
  launch: Extract<AttemptEvent['body'], { type: 'launched' }>;
}

/** The session lives: its request runs, and what went out with the grant has been read. */
export async function launchAttempt(write: Write, { attempt, request, launch }: Launch): Promise<Moved> {
  const { session, timings } = launch;
  const moved = await moveRequest(write, {
    request,
    event: { type: 'launched' },
    summary: `An agent (${request.agent}) is working on it, attempt ${attempt.number}.`,
    data: { ...session, timings },
  });
  if (moved.kind === 'refused') return moved;
  await write.db
    .updateTable('attempts')
    .set({
      launched_at: write.nowMs,
      confirmed_at: attempt.confirmed_at ?? write.nowMs,
      tier: session.tier,
      workspace: session.workspace,
      branch: session.branch,
      tmux_socket: session.tmuxSocket,
      started_at: Date.parse(session.startedAt),
    })
    .where('id', '=', attempt.id)
    .where('ended_at', 'is', null)
    .execute();
  await write.db
    .updateTable('feedback')
    .set({ status: 'delivered' })
    .where('attempt_id', '=', attempt.id)
    .where('status', '=', 'delivering')
    .execute();
  return moved;
}
