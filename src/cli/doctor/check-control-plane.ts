import type { Finding } from '../../core/doctor/finding.ts';
import { judgeControlPlane } from '../../core/doctor/judge-control-plane.ts';
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
    start: 'planeguard up --detach',
  });
}
