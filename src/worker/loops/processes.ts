import { platform } from 'node:os';
import { lateMs } from '../../core/loop-progress.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { identityKey } from '../../edge/processes/identity.ts';
import type { KnownSession, Lineage } from '../../edge/processes/lineage.ts';
import { processSource } from '../../edge/processes/process-source.ts';
import { readStarted } from '../guard/guard-facts.ts';
import { readRecorded, writeRecorded } from '../guard/recorded-processes.ts';
import type { Session } from '../session/session.ts';
import type { Sessions } from '../sessions.ts';
import { guardOf } from '../stop/look.ts';

/** On Linux a look reads what is new: 0.5 ms. On macOS two runs of ps. */
const lookEveryMs = platform() === 'darwin' ? 10_000 : 2_000;

/**
 * Keeps the record of each session's processes: where no cgroup holds them, it is what still knows one that has
 * detached, cleared its environment and left the workspace. One look serves all sessions.
 */
export function processesLoop(sessions: Sessions): LoopOptions {
  const { context, health, lineage } = sessions;
  const met = new Set<string>();
  return {
    name: 'processes',
    clock: context.clock,
    doing: 'looking for new processes',
    passWithinMs: 2 * lateMs,
    onError: (error) => health.failed('processes', error),
    pass: async () => {
      const held = sessions.loops().flatMap(({ session }) => (isContained(session) ? [session] : []));
      if (held.length > 0) await look(held, lineage, met);
      for (const id of met) if (sessions.find(id) === null) met.delete(id);
      health.recovered('processes');
      return Math.min(lookEveryMs, context.config.lease.heartbeatMs);
    },
  };
}

async function look(held: readonly Session[], lineage: Lineage, met: Set<string>): Promise<void> {
  const known = held.map((session) => knownOf(session, lineage, !met.has(session.id)));
  const changed = lineage.look(await processSource(), known);
  for (const session of held) {
    met.add(session.id);
    if (changed.has(session.id)) record(session, lineage);
  }
}

const isContained = ({ record }: Session): boolean => record.containment !== null && record.stop === null;

/** Its guard is asked for only until somebody of it is known; an earlier worker's record is read once. */
function knownOf({ id, paths }: Session, lineage: Lineage, isNew: boolean): KnownSession {
  const isKnown = lineage.of(id).length > 0;
  return {
    id,
    roots: isKnown ? [] : guardOf(readStarted(paths)).map(([pid]) => pid),
    recorded: new Set(isNew ? readRecorded(paths).map(identityKey) : []),
  };
}

/** Only where it is needed. The dead are not in it. */
function record({ id, paths, record: { containment } }: Session, lineage: Lineage): void {
  if (containment?.tier === 3) writeRecorded(paths, lineage.of(id));
}
