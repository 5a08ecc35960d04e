import type { DatabaseIdentity } from '../edge/control-plane/call-error.ts';
import type { HeartbeatAnswer } from '../protocol/worker.ts';
import { writeDeadline } from './guard/guard-facts.ts';
import type { Session } from './session/session.ts';
import type { SessionLoop } from './session/session-loop.ts';

/** When a heartbeat was sent (boot clock), and who answered it. */
export interface Heard {
  sentAtMs: number;
  database: DatabaseIdentity;
}

/** Applies one line of a heartbeat's answer. A lease counts from when its heartbeat was sent. */
export function renewLease(
  loop: SessionLoop,
  renewal: HeartbeatAnswer['attempts'][number],
  { sentAtMs, database }: Heard,
): void {
  const { session } = loop;
  if (renewal.lease !== 'renewed') {
    loseLease(loop, renewal.lease, database);
    return;
  }
  session.context.leases.renewed(session.id, { renewedAtMs: sentAtMs, stopAfterMs: renewal.stopAfterMs });
  moveDeadline(session);
  if (!session.record.confirmed) session.update({ confirmed: true });
  if (session.record.state === 'preparing') loop.notify();
}

/** Only the database that granted the lease can end it; any other one is a wrong address. */
function loseLease(loop: SessionLoop, why: 'fenced' | 'gone', answered: DatabaseIdentity): void {
  const { session } = loop;
  const { context, record } = session;
  if (record.lostLease !== null || record.reportedAs !== null) return;
  if (answered.id !== record.database.id) {
    context.log.error(
      { session: record.id, answered, granted: record.database },
      'another database answered',
    );
    return;
  }
  session.update({ lostLease: why });
  loop.notify();
}

function moveDeadline({ context, id, paths, record }: Session): void {
  const deadlineMs = context.leases.deadlineMs(id);
  if (deadlineMs === null || record.launchedAtMs === null) return;
  writeDeadline(paths, { bootId: context.bootId, deadlineBootSeconds: deadlineMs / 1000 });
}
