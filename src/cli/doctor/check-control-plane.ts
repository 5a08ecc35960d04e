import type { Finding } from '../../core/doctor/finding.ts';
import { type ControlPlaneFacts, judgeControlPlane } from '../../core/doctor/judge-control-plane.ts';
import { grantingDatabases } from '../../worker/journal/granting-databases.ts';
import { liveProcess } from '../daemon/process-record.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkControlPlane(place: DoctorPlace): Promise<Finding[]> {
  const { layout, url } = place;
  return judgeControlPlane({
    url,
    answer: await place.answer,
    workerRuns: liveProcess(layout.workerRecord) !== null,
    leases: grantingDatabases(layout.journal),
    here: processOf(place),
    start: place.elsewhere === null ? startCommand(place) : null,
  });
}

function processOf({ layout, elsewhere }: DoctorPlace): ControlPlaneFacts['here'] {
  const serving = elsewhere === null ? liveProcess(layout.serveRecord) : null;
  return serving === null ? null : { pid: serving.pid, isKept: liveProcess(layout.upRecord) !== null };
}

/** `up` brings a worker of its own, and refuses where another one runs. */
const startCommand = ({ layout }: DoctorPlace): string =>
  liveProcess(layout.workerRecord) !== null && liveProcess(layout.upRecord) === null
    ? 'planeguard serve'
    : 'planeguard up --detach';
