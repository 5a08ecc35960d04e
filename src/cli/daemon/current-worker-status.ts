import { statfsSync } from 'node:fs';
import type { StateLayout } from '../../config/state-layout.ts';
import { isoTime } from '../../edge/clock.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { liveProcess } from './process-record.ts';
import { toldRepairs } from './repairs.ts';
import { workerKeeper } from './who-keeps.ts';
import { readRestarts } from './worker-restarts.ts';
import { readWorkerStatus, statusEveryMs, type WorkerStatus } from './worker-status-file.ts';

/**
 * What the worker last wrote, made `degraded` when that is too long ago: a process that hangs cannot say so itself.
 * Null when its process is gone.
 */
export function currentWorkerStatus(layout: StateLayout, nowMs: number): WorkerStatus | null {
  const live = liveProcess(layout.workerRecord);
  if (live === null) return null;
  const said = readWorkerStatus(layout);
  const status = said === null ? null : { ...said, ...surroundings(layout, nowMs) };
  if (status === null || status.pid !== live.pid) return wordless(layout, live.pid, nowMs);
  const ageMs = nowMs - Date.parse(status.writtenAt);
  // A clock that was set back makes it young again: then it is believed until the next writing is due.
  if (ageMs <= 3 * statusEveryMs) return status;
  const reason = `Its status is ${Math.round(ageMs / 1_000)} s old: ${doesNotAnswer(live.pid)}${fullDisk(layout)}`;
  return { ...status, health: 'degraded', reason, since: status.writtenAt };
}

/** Its process lives, and there is no word of it. */
function wordless(layout: StateLayout, pid: number, nowMs: number): WorkerStatus {
  return {
    health: 'degraded',
    reason: `It has written no status that can be read: ${doesNotAnswer(pid)}${fullDisk(layout)}`,
    since: isoTime(nowMs),
    pid,
    controlPlane: { url: recordedUrl(layout), lastSuccessAt: null },
    loops: [],
    sessions: [],
    takenUp: [],
    writtenAt: isoTime(nowMs),
    ...surroundings(layout, nowMs),
  };
}

/** What is known of a worker, or of none, without its word. */
export function surroundings(
  layout: StateLayout,
  nowMs: number,
): Pick<WorkerStatus, 'supervisorPid' | 'keptBy' | 'restarts' | 'repaired'> {
  const keeper = workerKeeper(layout);
  return {
    supervisorPid: keeper?.pid ?? null,
    keptBy: keeper?.by ?? null,
    restarts: readRestarts(layout),
    repaired: toldRepairs(layout, nowMs),
  };
}

const doesNotAnswer = (pid: number): string =>
  `the worker (pid ${pid}) does not answer. Sessions go on until their deadline. If it was suspended: kill -CONT ${pid}. Otherwise: planeguard worker restart.`;

/** Less than its file with these words would take. */
const smallestRoomBytes = 16 * 1024;

function fullDisk({ root }: StateLayout): string {
  const { bavail, bsize } = statfsSync(root);
  const isFull = bavail * bsize < smallestRoomBytes;
  return isFull ? ` The disk of ${root} is full. Free some space: planeguard reclaim.` : '';
}
