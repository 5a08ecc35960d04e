import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { readServiceRecord } from './service-record.ts';

/** @throws ProblemError state_refused: a service would start again what is about to be ended. */
export async function refuseService({ layout }: CliContext): Promise<void> {
  const plan = readServiceRecord(layout);
  if (plan === null) return;
  const { ownInitSystem } = await import('./own-init-system.ts');
  const manager = await ownInitSystem();
  if (!(await manager.look(plan.name)).running) return;
  const detail = `The service ${plan.name} would start it again. End the service first, sessions go on: planeguard service uninstall`;
  throw new ProblemError('state_refused', detail);
}
