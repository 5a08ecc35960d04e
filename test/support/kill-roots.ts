import { aliveness, readIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import type { GuardedSession } from './guarded-session.ts';
import { descendantsOf } from './process-tree.ts';
import { until } from './until.ts';

/** Kills the guard's parent and the agent, as a crash would; what they started lives on. */
export async function killRoots(session: GuardedSession): Promise<void> {
  const { parent } = await session.started();
  const [agentPid = 0] = descendantsOf(parent.pid);
  const agent = readIdentity(agentPid);
  signalProcess(parent, 'SIGKILL');
  // The hang-up of its terminal may have been quicker.
  if (agent !== null) signalProcess(agent, 'SIGKILL');
  await until('the guard is dead', () => aliveness(parent) === 'dead');
}
