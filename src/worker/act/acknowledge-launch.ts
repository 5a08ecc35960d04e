import { isoTime } from '../../edge/clock.ts';
import { sendEvent } from '../send-event.ts';
import type { Session } from '../session/session.ts';

/**
 * Tells the control plane that the session runs. From here on the request is `running`. A worker that dies before
 * it has written the answer down says it again under the same id, and gets the same answer.
 */
export async function acknowledgeLaunch(session: Session): Promise<void> {
  const { record, context } = session;
  if (record.place === null || record.containment === null) return;
  const { workspace, branch } = record.place;
  const startedAt = isoTime(context.clock.nowMs());
  const launched = { tier: record.containment.tier, workspace, branch, tmuxSocket: record.socket, startedAt };
  const answer = await sendEvent(
    session,
    { type: 'launched', session: launched, timings: record.timings },
    `${record.id}-launched`,
  );
  if (answer.kind === 'refused') return session.update({ lostLease: answer.why });
  // Null when a launch of an earlier process got as far as the guard only now.
  session.update({ state: 'live', launchedAtMs: record.launchedAtMs ?? context.clock.bootMs() });
}
