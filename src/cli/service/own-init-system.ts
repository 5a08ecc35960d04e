import { homeFolder, processVariables } from '../../config/environment.ts';
import { findInitSystem } from '../../edge/service/find-init-system.ts';
import type { InitSystem } from '../../edge/service/init-system.ts';
import { ProblemError } from '../../protocol/problem.ts';

/** @throws ProblemError misconfigured: this host has neither launchd nor systemd for this user. */
export async function ownInitSystem(): Promise<InitSystem> {
  const found = await findInitSystem({ home: homeFolder(), env: processVariables() });
  if (found.kind === 'found') return found.manager;
  const detail = `No service manager of this user answers: ${found.why}. Keep a worker running without one: planeguard worker start`;
  throw new ProblemError('misconfigured', detail);
}
