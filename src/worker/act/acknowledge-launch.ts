import { isoTime } from '../../edge/clock.ts';
import { sendEvent } from '../send-event.ts';
import type { Session } from '../session/session.ts';

/** Tells the control plane that the session runs. From here on the request is `running`. */
export async function acknowledgeLaunch(session: Session): Promise<void> {
  const { record, context } = session;
  if (record.place === null || record.containment === null) return;
  const answer = await sendEvent(session, {
    type: 'launched',
    session: {
      tier: record.containment.tier,
      workspace: record.place.workspace,
      branch: record.place.branch,
      tmuxSocket: record.socket,
      startedAt: isoTime(context.clock.nowMs()),
    },
    timings: record.timings,
  });
  if (answer.kind === 'refused') return session.update({ lostLease: answer.why });
  session.update({ state: 'live' });
}
