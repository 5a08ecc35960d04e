import { ensureWatch } from '../guard/ensure-watch.ts';
import type { Session } from '../session/session.ts';

/** A watch that cannot write down who it is, as on a full disk, lives all the same: no second one at once. */
const againAfterMs = 60_000;

/** Starts the session's watch again: it was killed, or died with the machine's memory. */
export async function restoreWatch(session: Session): Promise<void> {
  const { record, context, paths } = session;
  if (record.place === null || record.containment === null) return;
  session.notBefore.restore_watch = context.clock.bootMs() + againAfterMs;
  await ensureWatch({
    sessionId: record.id,
    installation: record.installation,
    layout: paths,
    workspace: record.place.workspace,
    containment: record.containment,
    graceMs: context.config.session.graceMs,
    env: context.environment,
  });
  context.log.warn({ session: record.id }, 'the guard had lost its watch; it has a new one');
}
