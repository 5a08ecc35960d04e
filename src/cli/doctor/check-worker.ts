import type { Finding } from '../../core/doctor/finding.ts';
import { judgeWorker, type WorkerFacts } from '../../core/doctor/judge-worker.ts';
import { liveProcess, wasKilled } from '../daemon/process-record.ts';
import { readWorkerStatus, statusEveryMs } from '../daemon/worker-status-file.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkWorker(place: DoctorPlace): Promise<Finding[]> {
  const { layout, clock } = place;
  const live = liveProcess(layout.workerRecord);
  if (live !== null) return judgeWorker(saidBy(place, live.pid, clock.nowMs()));
  const controlPlaneRuns = (await place.answer)?.kind === 'control_plane';
  return judgeWorker({ kind: 'not_running', controlPlaneRuns, wasKilled: wasKilled(layout.workerRecord) });
}

function saidBy({ layout, elsewhere }: DoctorPlace, pid: number, nowMs: number): WorkerFacts {
  const status = readWorkerStatus(layout);
  if (status === null || status.pid !== pid) return { kind: 'silent', pid, silentMs: null };
  const silentMs = nowMs - Date.parse(status.writtenAt);
  if (silentMs > 3 * statusEveryMs) return { kind: 'silent', pid, silentMs };
  return {
    kind: 'says',
    pid,
    health: status.health,
    reason: status.reason,
    from: elsewhere?.from ?? 'here',
  };
}
