import { platform } from 'node:os';
import { join } from 'node:path';
import { type ContainmentChoice, tierSentence } from '../../core/tier.ts';
import type { Clock } from '../clock.ts';
import { run } from '../exec.ts';
import { readIdentity } from '../processes/identity.ts';
import { signalProcess } from '../processes/signal.ts';
import type { Cell, CellRecord } from './cell.ts';
import { cgroupCell, parentPrefix } from './cgroup.ts';
import { ownCgroupPath } from './cgroup-home.ts';
import type { Containment } from './containment.ts';

export interface ProbeOptions {
  /** The installation's id: sessions of different installations never share a parent. */
  installation: string;
  clock: Clock;
  env: Readonly<Record<string, string>>;
  wanted: ContainmentChoice;
}

/** Makes a cgroup, lets a child join, kills it and removes the cgroup. Tier 1 only when all of it worked. */
export async function probeContainment(options: ProbeOptions): Promise<Containment> {
  if (options.wanted === 'sweep') return sweepOnly('worker.containment says so');
  if (platform() !== 'linux') return sweepOnly('this system has no cgroups');
  const own = ownCgroupPath();
  if (own === null) return sweepOnly('cgroup v2 is not mounted');
  const parent = join(own, `${parentPrefix}${options.installation}`);
  const trouble = await tryCgroup(parent, options);
  if (trouble !== null) return sweepOnly(trouble);
  return { tier: 1, parent, sentence: tierSentence(1) };
}

/** The record of one session's cell, before it is made. */
export const cellRecord = (containment: Containment, sessionId: string): CellRecord =>
  containment.tier === 1 ? { tier: 1, path: join(containment.parent, sessionId) } : { tier: 3, path: null };

const sweepOnly = (why: string): Containment => ({
  tier: 3,
  parent: null,
  why,
  sentence: `${tierSentence(3)} Nothing better here: ${why}.`,
});

async function tryCgroup(parent: string, options: ProbeOptions): Promise<string | null> {
  const cell = cgroupCell(join(parent, 'probe'));
  try {
    cell.create();
    const [program = 'sh', ...args] = [...cell.join, 'sh', '-c', 'sleep 60 >/dev/null 2>&1 & exit 0'];
    const joined = await run(program, args, { env: options.env, timeoutMs: 5_000 });
    if (joined.failure !== 'none') return `a process cannot join ${parent}`;
    return await endProbe(cell, parent, options.clock);
  } catch (error) {
    return `${parent} cannot be made: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    await leaveNothing(cell, options.clock);
  }
}

async function endProbe(cell: Cell, parent: string, clock: Clock): Promise<string | null> {
  const before = cell.members();
  if (before.kind !== 'known' || before.pids.length !== 1) return `the members of ${parent} are not told`;
  if (cell.kill() !== 'killed') return `${parent} has no cgroup.kill (Linux 5.14)`;
  return (await isRemoved(cell, clock)) ? null : `${parent} does not become empty`;
}

/** Also where there is no cgroup.kill, and the probe's own process would live on. */
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
