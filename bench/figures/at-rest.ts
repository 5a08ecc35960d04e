import { attemptId } from '../../src/core/ids.ts';
import type { ContainmentChoice } from '../../src/core/tier.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import { cpuMs } from '../processes/cpu-time.ts';
import { type GuardParts, guardParts } from '../processes/guard-parts.ts';
import { memoryOf } from '../processes/memory.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const sessions = 20;
/** The launches and what follows them are over by then. */
const settleMs = 15_000;
const windows = 6;
const windowMs = 10_000;

/** What it costs to do nothing: a worker with 20 live sessions whose agents sleep. On the best tier of the host. */
export const atRest: Figure = {
  name: 'at-rest',
  seconds: 95,
  measure: (folder) => rest(folder, 'auto', 'at rest'),
};

/** The same where no cgroup holds the sessions. */
export const atRestSwept: Figure = {
  name: 'at-rest-tier-3',
  seconds: 95,
  measure: (folder) => rest(folder, 'sweep', 'at rest on tier 3'),
};

async function rest(folder: string, containment: ContainmentChoice, situation: string): Promise<Row[]> {
  const instance = await openInstance({ folder, capacity: sessions, containment });
  try {
    const ids = await Promise.all(Array.from({ length: sessions }, () => startOne(instance)));
    await systemClock.sleep(settleMs);
    return await measureRest(instance, ids, situation);
  } finally {
    await instance.close();
  }
}

async function startOne(instance: Instance): Promise<string> {
  const id = await queueRequest(instance, 'idle');
  await instance.place.bell.until('started', attemptId(id, 1));
  await instance.events.until('running', id);
  return attemptId(id, 1);
}

async function measureRest(
  { pids, layout }: Instance,
  sessionIds: readonly string[],
  situation: string,
): Promise<Row[]> {
  const worker = pids.worker ?? Number.NaN;
  const guards = await Promise.all(sessionIds.map((id) => guardParts(layout, id)));
  const watches = guards.map(({ watch }) => watch);
  const [ofWorker = [], ofServe = [], ofWatches = []] = await cpuShares([[worker], [pids.serve], watches]);
  const memory = memoryOf([worker]);
  const guardMemory = (parts: (guard: GuardParts) => number[]) =>
    guards.map((guard) => memoryOf(parts(guard)).pss);
  const what = `${situation}, ${sessions} live sessions:`;
  return [
    shareRow(`${what} CPU of the worker over 60 s`, ofWorker, { below: 1 }),
    shareRow(`${what} CPU of the ${sessions} watches`, ofWatches, null),
    shareRow(`${what} CPU of the control plane`, ofServe, null),
    rowOf({ what: `${what} worker, RSS`, unit: 'MB', aim: { below: 120 } }, [memory.rss]),
    rowOf({ what: `${what} worker, PSS`, unit: 'MB', aim: null }, [memory.pss]),
    rowOf(
      { what: `${what} guard of a session, PSS`, unit: 'MB', aim: { below: 2 } },
      guardMemory((guard) => guard.all),
    ),
    rowOf(
      { what: `${what} tmux and transcript of a session, PSS`, unit: 'MB', aim: null },
      guardMemory((guard) => guard.terminal),
    ),
  ];
}

/** The share of one core, in percent, that each group of processes used in each window. */
async function cpuShares(groups: readonly number[][]): Promise<number[][]> {
  const used = () => groups.map((pids) => pids.reduce((sum, pid) => sum + cpuMs(pid), 0));
  const shares: number[][] = groups.map(() => []);
  for (let window = 0; window < windows; window += 1) {
    const before = used();
    const startedMs = systemClock.monotonicMs();
    await systemClock.sleep(windowMs);
    const tookMs = systemClock.monotonicMs() - startedMs;
    for (const [group, ms] of used().entries()) {
      shares[group]?.push((100 * (ms - (before[group] ?? 0))) / tookMs);
    }
  }
  return shares;
}

/** The windows are of equal length: their mean is the whole minute's share, their p95 the worst window. */
function shareRow(what: string, shares: readonly number[], aim: Row['aim']): Row {
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return { ...rowOf({ what, unit: '%', aim }, shares), p50: mean };
}
