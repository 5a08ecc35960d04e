import { openCell } from '../../edge/containment/open-cell.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { listeningPorts } from '../../edge/processes/listening-ports.ts';
import { findMarkedProcesses, type MarkedProcess } from '../../edge/residue/marked-processes.ts';
import type { Session } from '../session/session.ts';
import type { SessionLoop } from '../session/session-loop.ts';
import type { Sessions } from '../sessions.ts';

/** Notices on which ports sessions listen, once for each heartbeat, which tells it. One listing of all processes serves every session. */
export function portsLoop(sessions: Sessions): LoopOptions {
  const { clock, config } = sessions.context;
  return {
    name: 'ports',
    clock,
    onError: (error) => sessions.health.failed('ports', error),
    pass: async () => {
      const live = sessions.loops().filter(({ session }) => session.record.state === 'live');
      if (live.length > 0) await look(live);
      sessions.health.recovered('ports');
      return config.lease.heartbeatMs;
    },
  };
}

async function look(live: readonly SessionLoop[]): Promise<void> {
  const marked = await findMarkedProcesses();
  if (marked.kind === 'unknown') throw new Error(`processes cannot be listed: ${marked.why}`);
  const looks = live.map(({ session }) => ({ session, pids: pidsOf(session, marked.processes) }));
  // At once for all: the kernel's tables cost 5 to 25 ms a time.
  const ports = listeningPorts([...new Set(looks.flatMap(({ pids }) => [...pids]))]);
  for (const { session, pids } of looks) session.listening = ports.filter(({ pid }) => pids.has(pid));
}

function pidsOf({ id, record }: Session, marked: readonly MarkedProcess[]): Set<number> {
  const members = openCell(record.containment ?? { tier: 3, path: null }).members();
  const own = marked.filter((each) => each.sessionId === id).map((each) => each.identity.pid);
  return new Set([...own, ...(members.kind === 'known' ? members.pids : [])]);
}
