import { randomFrom } from './kill-points.ts';
import { cellName, isRenewal, type OutageCell, outageFaults, phases } from './outage-cells.ts';
import { OutageLane } from './outage-lane.ts';
import { type OutageOutcome, runOutage } from './outage-run.ts';

/** A call that hangs takes ten seconds: a fault that is over leaves leases of that length alone. */
const patientS = 60;
const shortS = 8;

interface Played {
  cell: OutageCell;
  outcome: OutageOutcome | null;
  problem: string | null;
}

/** Plays all cells, several workers at a time. @returns one sentence for each that failed. */
export async function playOutages(cells: readonly OutageCell[], workers: number): Promise<string[]> {
  const played: Played[] = [];
  const isShort = ({ span, route }: OutageCell) => span === 'ever' && isRenewal(route);
  const [short, patient] = [cells.filter(isShort), cells.filter((cell) => !isShort(cell))];
  const shortWorkers = short.length === 0 ? 0 : Math.max(1, Math.round(workers / 4));
  const lanes = [
    ...Array.from({ length: shortWorkers }, () => playLane(shortS, short, played)),
    ...Array.from({ length: workers - shortWorkers }, () => playLane(patientS, patient, played)),
  ];
  await Promise.all(lanes);
  console.info(table(played));
  return played.flatMap(({ cell, problem }) => (problem === null ? [] : [`${cellName(cell)}: ${problem}`]));
}

async function playLane(stopAfterS: number, waiting: OutageCell[], played: Played[]): Promise<void> {
  let lane = await OutageLane.open(stopAfterS);
  for (let cell = waiting.shift(); cell !== undefined; cell = waiting.shift()) {
    const one = await playOne(lane, cell);
    played.push(one);
    if (one.problem === null) continue;
    console.info(`FAILED ${cellName(cell)}: ${one.problem}`);
    await cancelAll(lane);
    lane = await OutageLane.open(stopAfterS);
  }
}

async function playOne(lane: OutageLane, cell: OutageCell): Promise<Played> {
  try {
    return { cell, outcome: await runOutage(lane, cell), problem: null };
  } catch (error) {
    const problem =
      error instanceof Error ? error.message.split('\n').slice(0, 12).join(' | ') : String(error);
    return { cell, outcome: null, problem: `${problem} | ${await lane.describe()}` };
  }
}

async function cancelAll(lane: OutageLane): Promise<void> {
  await Promise.all((await lane.going()).map(({ id }) => lane.client.cancelRequest(id)));
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

/** In an order that follows from the seed. */
export function shuffled<T>(all: readonly T[], seed: number): T[] {
  const random = randomFrom(seed);
  return all
    .map((one) => ({ one, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}
