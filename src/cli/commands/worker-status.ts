import type { StateLayout } from '../../config/state-layout.ts';
import type { CliContext } from '../context.ts';
import { currentWorkerStatus } from '../daemon/current-worker-status.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { workerStatusLines } from '../output/worker-status-lines.ts';

const exitCodes = { healthy: 0, sick: 1, notRunning: 3 } as const;

/** The worker's own view of itself. Works while no control plane answers, and while the worker hangs. */
export async function showWorkerStatus({ layout, clock, output }: CliContext): Promise<number> {
  const status = currentWorkerStatus(layout, clock.nowMs());
  if (output.json) output.value(status ?? notRunning(layout));
  else if (status === null) output.line(`No worker runs on ${layout.root}. Start it: planeguard up`);
  else for (const line of workerStatusLines(output, status, clock.nowMs())) output.line(line);
  if (status === null) return exitCodes.notRunning;
  return status.health === 'healthy' ? exitCodes.healthy : exitCodes.sick;
}

const notRunning = (layout: StateLayout) => ({
  health: 'stopped',
  reason: `No worker runs on ${layout.root}.`,
  since: null,
  pid: null,
  supervisorPid: null,
  controlPlane: { url: recordedUrl(layout), lastSuccessAt: null },
  loops: [],
  repaired: [],
});
