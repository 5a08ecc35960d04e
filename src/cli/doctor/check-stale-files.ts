import type { Finding } from '../../core/doctor/finding.ts';
import { judgeStaleFiles } from '../../core/doctor/judge-host.ts';
import { wasKilled } from '../daemon/process-record.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkStaleFiles({ layout }: DoctorPlace): Promise<Finding[]> {
  const records = [
    { path: layout.upRecord, of: 'a planeguard up' },
    { path: layout.serveRecord, of: 'a control plane' },
    { path: layout.workerRecord, of: 'a worker' },
  ];
  return judgeStaleFiles({ records: records.filter(({ path }) => wasKilled(path)) });
}
