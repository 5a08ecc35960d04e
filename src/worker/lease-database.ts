import type { DatabaseIdentity } from '../edge/control-plane/call-error.ts';
import type { Sessions } from './sessions.ts';

/** The database that has granted the leases which run now; null when none runs. */
export function leaseDatabase(sessions: Sessions): DatabaseIdentity | null {
  const { leases, clock } = sessions.context;
  const nowMs = clock.bootMs();
  const holder = sessions.loops().find(({ session: { id, record } }) => {
    const deadlineMs = leases.deadlineMs(id);
    return (
      deadlineMs !== null && deadlineMs > nowMs && record.lostLease === null && record.reportedAs === null
    );
  });
  return holder?.session.record.database ?? null;
}
