import type { Finding } from '../../core/doctor/finding.ts';
import { judgeStaleFiles } from '../../core/doctor/judge-host.ts';
import { findStaleRecords } from '../daemon/repair-records.ts';
import type { DoctorPlace } from './doctor-place.ts';

export const checkStaleFiles = async ({ layout, clock }: DoctorPlace): Promise<Finding[]> =>
  judgeStaleFiles({ records: findStaleRecords(layout, clock) });
