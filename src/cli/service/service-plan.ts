import { createHash } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { homeFolder, serviceVariables } from '../../config/environment.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { hasControlCharacters, type ServicePart, type ServicePlan } from '../../core/service/service-plan.ts';
import type { CliContext } from '../context.ts';
import { outputFile } from '../daemon/start-part.ts';

/** Where this Planeguard begins. */
export const mainFile = join(import.meta.dirname, '../main.mjs');

/** Its name says which state directory a service is of: the same path gives the same name. */
function serviceName(root: string): string {
  return `planeguard-${createHash('sha256').update(root).digest('hex').slice(0, 8)}`;
}

/** The service that would be installed now, from this shell. @param root exists. */
export async function newServicePlan(context: CliContext, part: ServicePart): Promise<ServicePlan> {
  const stateDir = realpathSync(context.layout.root);
  const { path } = await context.loadConfig();
  const variables = Object.entries(serviceVariables());
  return {
    name: serviceName(stateDir),
    part,
    stateDir,
    argv: [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      mainFile,
      ...commands[part],
      '--state-dir',
      stateDir,
      ...(path === null ? [] : ['--config', path]),
    ],
    home: homeFolder(),
    variables: Object.fromEntries(variables.filter(([, value]) => !hasControlCharacters(value))),
    output: outputFile(context.layout.logs, 'up'),
  };
}

const commands: Record<ServicePart, readonly string[]> = {
  up: ['up'],
  worker: ['worker', 'run', '--kept-by', 'service'],
  serve: ['serve', '--kept-by', 'service'],
};

/** The name that a service of this state directory has, also when the directory is gone. */
export function installedName({ root }: StateLayout): string {
  return serviceName(existsSync(root) ? realpathSync(root) : root);
}
