import { freeRanges, type PortRange } from '../../core/ports.ts';
import { oneAtATime } from '../../edge/git/one-at-a-time.ts';
import { isRangeFree } from '../../edge/ports.ts';
import type { WorkerContext } from '../context.ts';
import type { Session } from '../session/session.ts';

/**
 * Gives the session ports of its own, checked free at this moment; one session at a time. Where none are free it does
 * without, and that is told: a port is a comfort, no reason to refuse work.
 */
export function grantPorts(session: Session): Promise<void> {
  const { context } = session;
  return oneAtATime(`ports ${context.layout.root}`, async () => {
    if (session.record.ports !== null) return;
    const ports = await firstFree(context, session.id);
    if (ports !== null) session.update({ ports });
    else context.log.warn({ session: session.id }, 'no free ports are left in session.ports');
  });
}

async function firstFree(context: WorkerContext, sessionId: string): Promise<PortRange | null> {
  const ranges = freeRanges(context.config.session.ports, takenPorts(context), seedOf(sessionId));
  for (const range of ranges) if (await isRangeFree(range)) return range;
  return null;
}

/** Until it is proven that nothing of a session is left, its ports are its own. */
const takenPorts = ({ journal }: WorkerContext): PortRange[] =>
  journal.sessions().flatMap(({ ports, stop }) => (ports === null || stop?.proof ? [] : [ports]));

const seedOf = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
