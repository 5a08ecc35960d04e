import { platform } from 'node:os';
import type { LoopOptions } from '../../edge/loop.ts';
import { identityKey } from '../../edge/processes/identity.ts';
import type { KnownSession } from '../../edge/processes/lineage.ts';
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
  const written = new Map<string, string>();
  return {
    name: 'processes',
    clock: context.clock,
    onError: (error) => health.failed('processes', error),
    pass: async () => {
      const held = sessions
        .loops()
        .map(({ session }) => session)
        .filter(isContained);
      for (const id of written.keys()) if (sessions.find(id) === null) written.delete(id);
      if (held.length > 0) {
        const known = held.map((session) => knownOf(session, sessions, !written.has(session.id)));
        lineage.look(await processSource(), known);
        for (const session of held) record(session, sessions, written);
      }
      health.recovered('processes');
      return Math.min(lookEveryMs, context.config.lease.heartbeatMs);
    },
  };
}

const isContained = ({ record }: Session): boolean => record.containment !== null && record.stop === null;

/** Its guard is asked for only until somebody of it is known. */
function knownOf({ id, paths }: Session, { lineage }: Sessions, isNew: boolean): KnownSession {
  const isKnown = lineage.of(id).length > 0;
  return {
    id,
    roots: isKnown ? [] : guardOf(readStarted(paths)).map(([pid]) => pid),
    recorded: new Set(isNew ? readRecorded(paths).map(identityKey) : []),
  };
}

/** Written when it has changed, and only where it is needed. The dead are not in it. */
function record(
  { id, paths, record: { containment } }: Session,
  { lineage }: Sessions,
  written: Map<string, string>,
): void {
  if (containment?.tier !== 3) return;
  const processes = lineage.of(id);
  const content = processes.map(identityKey).join();
  if (written.get(id) === content) return;
  writeRecorded(paths, processes);
  written.set(id, content);
}
