import type { Finding } from '../../core/doctor/finding.ts';
import { judgeService } from '../../core/doctor/judge-service.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { ownInitSystem } from '../service/own-init-system.ts';
import { serviceState } from '../service/service-state.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkService({ context }: DoctorPlace): Promise<Finding[]> {
  try {
    const state = await serviceState(context, await ownInitSystem());
    return judgeService(state.installed ? { kind: 'installed', ...state } : { kind: 'not_installed' });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return judgeService({ kind: 'no_manager', why: error.message });
  }
}
