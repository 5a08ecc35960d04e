import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/edge/clock.ts';
import { aliveness } from '../src/edge/processes/identity.ts';
import { signalProcess } from '../src/edge/processes/signal.ts';
import { machine, machineLine } from './report/machine.ts';
import { type Bar, chart } from './residue/chart.ts';
import { commonWays, endSharedTmux } from './residue/common-ways.ts';
import { leakedSoFar, leaksPerSession } from './residue/leaking-agent.ts';
import { planeguardWay } from './residue/planeguard-way.ts';
import type { LeakingSession, Way } from './residue/way.ts';

const sessions = 5;
/** What was killed is gone within milliseconds; what HUP or TERM reached, a little later. */
const settleMs = 500;

/** Five leaking sessions, ended one after the other; who of them all is alive in the end. */
async function measure(way: Way): Promise<Bar> {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'pg-residue-'));
  try {
    const running: LeakingSession[] = [];
    for (let index = 0; index < sessions; index += 1) {
      const own = join(folder, String(index));
      mkdirSync(own);
      running.push(await way.launch(own, `rbench${process.pid}-${index}`));
    }
    const times: number[] = [];
    for (const session of running) times.push(await session.end());
    await systemClock.sleep(settleMs);
    const leaked = running.flatMap((session) => session.leaked);
    const survivors = leaked.filter((each) => aliveness(each) !== 'dead').length;
    return { name: way.name, survivors, ms: times.toSorted((a, b) => a - b)[sessions >> 1] ?? Number.NaN };
  } finally {
    await endSharedTmux(folder);
    for (const each of leakedSoFar(join(folder, '*'))) signalProcess(each, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

const { values } = parseArgs({ options: { chart: { type: 'string' } } });
const before = machine();
const ways = [await planeguardWay('cgroup'), await planeguardWay('sweep'), ...commonWays];
const bars: Bar[] = [];
for (const way of ways) if (way !== null) bars.push(await measure(way));

const all = sessions * leaksPerSession;
const row = (cells: string[]) => `${cells[0]?.padEnd(22)}${cells[1]?.padStart(12)}${cells[2]?.padStart(22)}`;
const rows = bars.map(({ name, survivors, ms }) =>
  row([name, `${survivors} of ${all}`, `${ms.toFixed(1)} ms`]),
);
process.stdout.write(
  `${[machineLine(before), '', row(['ended by', 'survivors', 'time for a session']), ...rows].join('\n')}\n`,
);
if (values.chart !== undefined) writeFileSync(values.chart, chart(bars, all));
