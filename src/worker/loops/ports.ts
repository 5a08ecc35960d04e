import { openCell } from '../../edge/containment/open-cell.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Lineage } from '../../edge/processes/lineage.ts';
import { listeningPorts } from '../../edge/processes/listening-ports.ts';
import type { Session } from '../session/session.ts';
import type { SessionLoop } from '../session/session-loop.ts';
import type { Sessions } from '../sessions.ts';

/** Notices on which ports sessions listen, once for each heartbeat, which tells it. */
export function portsLoop(sessions: Sessions): LoopOptions {
  const { clock, config } = sessions.context;
  return {
    name: 'ports',
    clock,
    doing: 'looking for ports of sessions',
    onError: (error) => sessions.health.failed('ports', error),
    pass: async () => {
      const live = sessions.loops().filter(({ session }) => session.record.state === 'live');
      if (live.length > 0) look(live, sessions.lineage);
      sessions.health.recovered('ports');
      return config.lease.heartbeatMs;
    },
  };
}

function look(live: readonly SessionLoop[], lineage: Lineage): void {
  const looks = live.map(({ session }) => ({ session, pids: pidsOf(session, lineage) }));
  // At once for all: the kernel's tables cost 4 to 7 ms a time.
  const ports = listeningPorts([...new Set(looks.flatMap(({ pids }) => [...pids]))]);
  for (const { session, pids } of looks) session.listening = ports.filter(({ pid }) => pids.has(pid));
}

function pidsOf({ id, record }: Session, lineage: Lineage): Set<number> {
  const members = openCell(record.containment ?? { tier: 3, path: null }).members();
  const own = lineage.of(id).map(({ pid }) => pid);
  return new Set([...own, ...(members.kind === 'known' ? members.pids : [])]);
}
