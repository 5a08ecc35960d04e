import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { endDaemons } from './end-daemons.ts';
import { liveProcess } from './process-record.ts';
import { isOrphaned } from './who-keeps.ts';

/**
 * An `up` that was killed leaves its parts running, and nobody restarts them: they end, and their sessions go on.
 * Parts that somebody else started (a person, systemd) are theirs to end.
 * @throws ProblemError state_refused
 */
export async function replaceLeftovers(context: CliContext): Promise<void> {
  const { root, serveRecord, workerRecord } = context.layout;
  const alive = [serveRecord, workerRecord].flatMap((record) => liveProcess(record) ?? []);
  if (alive.length === 0) return;
  const pids = `pid ${alive.map(({ pid }) => pid).join(', ')}`;
  if (!alive.every(isOrphaned)) {
    throw new ProblemError(
      'state_refused',
      `Parts of Planeguard run on ${root} already (${pids}). End them first: planeguard down --keep-sessions`,
    );
  }
  context.output.note(`An earlier up was killed; its parts (${pids}) are replaced. Sessions go on.`);
  await endDaemons(context, ['worker', 'control plane'], { keepSessions: true, graceMs: 0 });
}
