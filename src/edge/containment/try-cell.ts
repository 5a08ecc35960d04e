import type { Clock } from '../clock.ts';
import { run } from '../exec.ts';
import { readIdentity } from '../processes/identity.ts';
import { signalProcess } from '../processes/signal.ts';
import type { Cell } from './cell.ts';

export interface Trial {
  clock: Clock;
  env: Readonly<Record<string, string>>;
}

/** Makes a cell, lets a child join, kills it and removes the cell. What went wrong, as a part of a sentence, or null. */
export async function tryCell(cell: Cell, trial: Trial): Promise<string | null> {
  const path = cell.record.path ?? '';
  try {
    cell.create();
    const [program = 'sh', ...args] = [...cell.join, 'sh', '-c', 'sleep 60 >/dev/null 2>&1 & exit 0'];
    const joined = await run(program, args, { env: trial.env, timeoutMs: 5_000 });
    if (joined.failure !== 'none') return `a process cannot join ${path}`;
    return await endTrial(cell, path, trial.clock);
  } catch (error) {
    return `${path} cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await leaveNothing(cell, trial.clock);
  }
}

async function endTrial(cell: Cell, path: string, clock: Clock): Promise<string | null> {
  const before = cell.members();
  if (before.kind !== 'known' || before.pids.length !== 1) return `the members of ${path} are not told`;
  if (cell.kill() !== 'killed') return `${path} has no cgroup.kill (Linux 5.14)`;
  return (await isRemoved(cell, clock)) ? null : `${path} does not become empty`;
}

/** Also where there is no cgroup.kill, and the trial's own process would live on. */
async function leaveNothing(cell: Cell, clock: Clock): Promise<void> {
  const members = cell.members();
  const pids = members.kind === 'known' ? members.pids : [];
  for (const member of pids.map(readIdentity)) if (member !== null) signalProcess(member, 'SIGKILL');
  await isRemoved(cell, clock);
}

async function isRemoved(cell: Cell, clock: Clock): Promise<boolean> {
  for (let tries = 0; tries < 200; tries++) {
    const removal = cell.remove();
    if (removal !== 'busy') return removal === 'removed';
    await clock.sleep(5);
  }
  return false;
}
