import type { ContainmentChoice } from '../../src/core/tier.ts';
import { cellRecord } from '../../src/edge/containment/probe.ts';
import { probeHost } from '../processes/probe-host.ts';
import { launchAlone } from './launch-alone.ts';
import { leakedProcesses, writeLeakingAgent } from './leaking-agent.ts';
import type { Way } from './way.ts';

/** One of the leaks ignores TERM: it always uses up its grace, which is not the way's own time. */
const graceMs = 200;

/** Null where the host does not give it. */
export async function planeguardWay(wanted: ContainmentChoice): Promise<Way | null> {
  const containment = await probeHost(wanted);
  if (wanted === 'cgroup' && containment.tier !== 1) return null;
  return {
    name: `Planeguard, tier ${containment.tier}`,
    launch: async (folder, sessionId) => {
      const argv = writeLeakingAgent(folder);
      const record = cellRecord(containment, sessionId);
      const stop = await launchAlone({ folder, sessionId, argv, containment: record, graceMs });
      const leaked = await leakedProcesses(folder);
      return { leaked, end: async () => (await stop()).tookMs - graceMs };
    },
  };
}
