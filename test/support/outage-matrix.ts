import { cellName, type OutageCell, outageFaults, outlastsLeases, phases } from './outage-cells.ts';
import { OutageLane } from './outage-lane.ts';
import { endAll, type OutageOutcome, runOutage } from './outage-run.ts';

/** A call that hangs takes ten seconds: a fault that is over leaves leases of that length alone. */
const patientS = 60;
const shortS = 8;
const toldEvery = 20;

interface Played {
  cell: OutageCell;
  outcome: OutageOutcome | null;
  problem: string | null;
}

/** Cells that the same pair of worker and control plane can play one after another. */
interface Queue {
  stopAfterS: number;
  waiting: OutageCell[];
  lanes: number;
}

interface Play {
  workers: number;
  /** No cell is begun later. */
  untilMs?: number;
}

/** Plays all cells, several workers at a time. @returns one sentence for each that failed. */
export async function playOutages(
  cells: readonly OutageCell[],
  { workers, untilMs = Number.POSITIVE_INFINITY }: Play,
): Promise<string[]> {
  const queues = queuesOf(cells);
  const played: Played[] = [];
  const problems: string[] = [];
  const begunMs = performance.now();
  const tell = (one: Played) => {
    played.push(one);
    if (one.problem !== null) problems.push(`${cellName(one.cell)}: ${one.problem}`);
    if (one.problem !== null) console.info(`FAILED ${problems.at(-1)}`);
    if (played.length % toldEvery === 0) console.info(told(played, begunMs));
  };
  const isOver = () => performance.now() > untilMs;
  const work = async () => {
    for (let queue = longest(queues); queue !== null && !isOver(); queue = longest(queues)) {
      queue.lanes++;
      const problem = await playLane(queue, tell, isOver);
      queue.lanes--;
      if (problem !== null) problems.push(problem);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  console.info(`${told(played, begunMs)}\n${table(played)}`);
  return problems;
}

/** An idle worker stays one only among cells that begin so. */
function queuesOf(cells: readonly OutageCell[]): Queue[] {
  const queues = new Map<string, Queue>();
  for (const cell of cells) {
    const stopAfterS = outlastsLeases(cell) ? shortS : patientS;
    const key = `${stopAfterS} ${cell.phases.includes('idle')}`;
    const queue = queues.get(key) ?? { stopAfterS, waiting: [], lanes: 0 };
    queue.waiting.push(cell);
    queues.set(key, queue);
  }
  return [...queues.values()];
}

/** The one of which each lane has most to do; null when another would have nothing. */
function longest(queues: readonly Queue[]): Queue | null {
  const rest = ({ waiting, lanes }: Queue) => waiting.length / (lanes + 1);
  const [first] = queues.toSorted((a, b) => rest(b) - rest(a));
  return first === undefined || rest(first) < 1 ? null : first;
}

/** Until nothing waits, or a cell has failed: what that leaves is nothing to go on with. */
async function playLane(
  { stopAfterS, waiting }: Queue,
  tell: (one: Played) => void,
  isOver: () => boolean,
): Promise<string | null> {
  const lane = await OutageLane.open(stopAfterS);
  for (let cell = waiting.shift(); cell !== undefined; cell = isOver() ? undefined : waiting.shift()) {
    const outcome = await problemOf(lane, () => runOutage(lane, cell));
    tell(
      typeof outcome === 'string'
        ? { cell, outcome: null, problem: outcome }
        : { cell, outcome, problem: null },
    );
    if (typeof outcome === 'string') return lane.retire().then(() => null);
  }
  const ended = await problemOf(lane, () => endAll(lane));
  await lane.retire();
  return typeof ended === 'string' ? `after the last cell: ${ended}` : null;
}

async function problemOf<T>(lane: OutageLane, play: () => Promise<T>): Promise<T | string> {
  try {
    return await play();
  } catch (error) {
    const problem =
      error instanceof Error ? error.message.split('\n').slice(0, 12).join(' | ') : String(error);
    return `${problem} | ${await lane.describe()}`;
  }
}

function told(played: readonly Played[], begunMs: number): string {
  const failed = played.filter(({ problem }) => problem !== null).length;
  const took = played.flatMap(({ outcome }) => outcome?.tookMs ?? []).toSorted((a, b) => a - b);
  const [median = 0, slowest = 0] = [took[Math.floor(took.length / 2)], took.at(-1)];
  const minutes = (performance.now() - begunMs) / 60_000;
  return `${played.length} cells in ${minutes.toFixed(1)} min, ${failed} failed; one takes ${(median / 1_000).toFixed(1)} s, at most ${(slowest / 1_000).toFixed(1)} s`;
}

/** Fault by phase: how many passed of how many, and the slowest way back to health. */
function table(played: readonly Played[]): string {
  const rows = outageFaults.flatMap((fault) => {
    const own = played.filter(({ cell }) => cell.fault === fault);
    if (own.length === 0) return [];
    const counts = phases.map((phase) => {
      const of = own.filter(({ cell }) => cell.phases.includes(phase));
      return `${of.filter(({ problem }) => problem === null).length}/${of.length}`;
    });
    const slowest = Math.max(...own.map(({ outcome }) => outcome?.healthyAfterMs ?? 0));
    return [[fault, ...counts, `${(slowest / 1_000).toFixed(1)} s`]];
  });
  const lines = [['fault', ...phases, 'healthy again after'], ...rows];
  return lines.map((cells) => cells.map((text) => text.padEnd(15)).join('')).join('\n');
}
