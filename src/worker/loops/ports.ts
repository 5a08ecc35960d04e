import { openCell } from '../../edge/containment/open-cell.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { listeningPorts } from '../../edge/processes/listening-ports.ts';
import { findMarkedProcesses } from '../../edge/residue/marked-processes.ts';
import type { SessionLoop } from '../session/session-loop.ts';
import type { Sessions } from '../sessions.ts';

const lookEveryMs = 10_000;

/** Notices on which ports sessions listen. One listing of all processes serves every session. */
export function portsLoop(sessions: Sessions): LoopOptions {
  return {
    name: 'ports',
    clock: sessions.context.clock,
    onError: (error) => sessions.health.failed('ports', error),
    pass: async () => {
      const live = sessions.loops().filter(({ session }) => session.record.state === 'live');
      if (live.length > 0) await look(live);
      sessions.health.recovered('ports');
      return lookEveryMs;
    },
  };
}

async function look(live: readonly SessionLoop[]): Promise<void> {
  const marked = await findMarkedProcesses();
  if (marked.kind === 'unknown') throw new Error(`processes cannot be listed: ${marked.why}`);
  for (const { session } of live) {
    const members = openCell(session.record.containment ?? { tier: 3, path: null }).members();
    const own = marked.processes.filter((each) => each.sessionId === session.id);
    const pids = [...own.map((each) => each.identity.pid), ...(members.kind === 'known' ? members.pids : [])];
    session.listening = listeningPorts([...new Set(pids)]);
  }
}
