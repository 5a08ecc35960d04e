import { aliveness } from '../../src/edge/processes/identity.ts';
import type { GuardedSession } from './guarded-session.ts';
import { descendantsOf } from './process-tree.ts';
import { until } from './until.ts';

/** Kills the guard's parent and the agent, as a crash would; what they started lives on. */
export async function killRoots(session: GuardedSession): Promise<void> {
  const { parent } = await session.started();
  const [agent] = descendantsOf(parent.pid);
  for (const pid of [parent.pid, agent]) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  await until('the guard is dead', () => aliveness(parent) === 'dead');
}
