import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { serviceDrift } from '../../core/service/service-drift.ts';
import type { ServicePlan } from '../../core/service/service-plan.ts';
import { readIfThere } from '../../edge/files.ts';
import type { InitSystem, ServiceSeen } from '../../edge/service/init-system.ts';
import type { CliContext } from '../context.ts';
import { installedName, mainFile } from './service-plan.ts';
import { servicePrograms } from './service-programs.ts';
import { readServiceRecord } from './service-record.ts';

/** The service of a state directory as it is now. */
export interface ServiceState extends ServiceSeen {
  name: string;
  /** Where its unit file lies, or would. */
  file: string;
  installed: boolean;
  /** Null when nothing says what was installed. */
  plan: ServicePlan | null;
  /** One sentence for each thing that is no longer as it was installed. */
  drift: string[];
}

export async function serviceState(context: CliContext, manager: InitSystem): Promise<ServiceState> {
  const plan = readServiceRecord(context.layout);
  const name = installedName(context.layout);
  const file = manager.fileOf(name);
  const seen = await manager.look(name);
  const installed = plan !== null || seen.loaded || existsSync(file);
  return {
    ...seen,
    name,
    file,
    installed,
    plan,
    drift: plan === null ? [] : await drift(context, manager, plan),
  };
}

async function drift(context: CliContext, manager: InitSystem, plan: ServicePlan): Promise<string[]> {
  const file = manager.fileOf(plan.name);
  const [program = '', , main = ''] = plan.argv;
  const { missing, missingAgents } = await servicePrograms(context, plan.variables);
  return serviceDrift({
    file,
    text: readIfThere(file),
    expected: manager.textOf(plan),
    missingFiles: [program, main].filter((path) => isAbsolute(path) && !existsSync(path)),
    program: { installed: main, now: mainFile },
    missingPrograms: [...missing, ...missingAgents],
  });
}
