import { isoTime } from '../../edge/clock.ts';
import { bootId } from '../../edge/processes/identity.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { readDeadline } from '../../worker/guard/guard-facts.ts';
import type { CliContext } from '../context.ts';
import { findControlPlane } from '../instance/find-control-plane.ts';
import { withControlPlane } from '../instance/with-instance.ts';
import { plain, shorten } from '../output/plain.ts';
import { guardedSessions } from './guarded-sessions.ts';

export interface RunningSession {
  id: string;
  title: string;
  /** When its guard stops it, should nobody renew its lease; null when that is not known. */
  until: string | null;
}

/** The sessions that the control plane knows to run, each with the deadline that its guard watches. */
async function runningSessions(context: CliContext): Promise<RunningSession[]> {
  const status = await withControlPlane(context, (client) => client.status());
  return status.sessions.map(({ id, title }) => ({ id, title, until: deadlineOf(context, id) }));
}

/**
 * The same; none when no control plane answers. One that refuses the token, or goes away, keeps nobody from ending it:
 * then those that this host knows, without titles.
 */
export async function runningSessionsIfKnown(context: CliContext): Promise<RunningSession[]> {
  if ((await findControlPlane(context.layout, context.clock)) === null) return [];
  try {
    return await runningSessions(context);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return guardedSessions(context.layout).map((id) => ({ id, title: '', until: deadlineOf(context, id) }));
  }
}

function deadlineOf({ layout, clock }: CliContext, sessionId: string): string | null {
  const deadline = readDeadline(layout.session(sessionId));
  if (deadline === null || deadline.bootId !== bootId()) return null;
  return isoTime(clock.nowMs() + deadline.deadlineBootSeconds * 1_000 - clock.bootMs());
}

/** `r4k2m8xq1-1  Fix the parser  until 2026-11-22T10:31:00.000Z unless planeguard up renews it`. */
export const sessionLine = ({ id, title, until }: RunningSession): string =>
  `  ${id}  ${shorten(plain(title), 60)}  ${until === null ? '' : `until ${until} at the latest, unless planeguard is started again`}`.trimEnd();
