import { statfsSync } from 'node:fs';
import type { StateLayout } from '../../config/state-layout.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { readWorkerStatus, statusEveryMs, type WorkerStatus } from '../daemon/worker-status-file.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { age, ago } from '../output/age.ts';
import type { Output } from '../output/output.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';

const exitCodes = { healthy: 0, sick: 1, notRunning: 3 } as const;

/** The worker's own view of itself. Works while no control plane answers. */
export async function showWorkerStatus({ layout, clock, output }: CliContext): Promise<number> {
  const status = currentStatus(layout, clock.nowMs());
  if (output.json) output.value(status ?? notRunning(layout));
  else if (status === null) output.line(`No worker runs on ${layout.root}. Start it: planeguard up`);
  else for (const line of lines(output, status, clock.nowMs())) output.line(line);
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

/** What the worker last wrote, made `degraded` when that is too long ago; null when its process is gone. */
function currentStatus(layout: StateLayout, nowMs: number): WorkerStatus | null {
  if (liveProcess(layout.workerRecord) === null) return null;
  const status = readWorkerStatus(layout);
  if (status === null) return null;
  const silentMs = nowMs - Date.parse(status.writtenAt);
  if (silentMs <= 3 * statusEveryMs) return status;
  const silence = `Its process lives, but has said nothing for ${Math.round(silentMs / 1_000)} s.`;
  const full = isFull(layout)
    ? ` The disk of ${layout.root} is full. Free some space: planeguard reclaim.`
    : '';
  return { ...status, health: 'degraded', reason: silence + full };
}

/** Less than its file with these words would take. */
const smallestRoomBytes = 16 * 1024;

const isFull = ({ root }: StateLayout): boolean => {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize < smallestRoomBytes;
};

function lines(output: Output, status: WorkerStatus, nowMs: number): string[] {
  const health = output.paint(status.health === 'healthy' ? 'green' : 'red', status.health);
  const { url, lastSuccessAt } = status.controlPlane;
  const heard = lastSuccessAt === null ? 'never answered' : `answered ${ago(lastSuccessAt, nowMs)}`;
  const rows = status.loops.map((loop) => [
    loop.name,
    loop.doing,
    age(loop.since, nowMs),
    loop.lastSuccessAt === null ? 'none yet' : ago(loop.lastSuccessAt, nowMs),
  ]);
  return [
    `worker         ${health} for ${age(status.since, nowMs)} (pid ${status.pid})`,
    ...(status.reason === null ? [] : [`reason         ${plain(status.reason)}`]),
    `control plane  ${url ?? 'not known'}, ${heard}`,
    `sessions       ${status.sessions.join(', ') || 'none'}`,
    '',
    ...table(['LOOP', 'DOING', 'FOR', 'LAST SUCCESS'], rows),
  ];
}
