import type { StateLayout } from '../../config/state-layout.ts';
import type { CliContext } from '../context.ts';
import { currentWorkerStatus, surroundings } from '../daemon/current-worker-status.ts';
import { repairRecords } from '../daemon/repair-records.ts';
import { whoKeeps } from '../daemon/who-keeps.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { surroundingLines, workerStatusLines } from '../output/worker-status-lines.ts';

const exitCodes = { healthy: 0, sick: 1, notRunning: 3 } as const;

/** The worker's own view of itself. Works while no control plane answers, and while the worker hangs. */
export async function showWorkerStatus({ layout, clock, output }: CliContext): Promise<number> {
  repairRecords(layout, clock);
  const nowMs = clock.nowMs();
  const status = currentWorkerStatus(layout, nowMs);
  if (output.json) output.value(status ?? notRunning(layout, nowMs));
  else if (status === null) for (const line of notRunningLines(layout, nowMs)) output.line(line);
  else for (const line of workerStatusLines(output, status, nowMs)) output.line(line);
  if (status === null) return exitCodes.notRunning;
  return status.health === 'healthy' ? exitCodes.healthy : exitCodes.sick;
}

const notRunning = (layout: StateLayout, nowMs: number) => ({
  health: 'stopped',
  reason: notRunningLines(layout, nowMs)[0],
  since: null,
  pid: null,
  controlPlane: { url: recordedUrl(layout), lastSuccessAt: null },
  loops: [],
  ...surroundings(layout, nowMs),
});

/** One that is kept is between two starts. */
function notRunningLines(layout: StateLayout, nowMs: number): [string, ...string[]] {
  const around = surroundings(layout, nowMs);
  const start =
    around.keptBy === null ? ' Start it: planeguard worker start' : ` ${whoKeeps(layout, 'tells')}`;
  return [`No worker runs on ${layout.root}.${start}`, ...surroundingLines(around, nowMs)];
}
