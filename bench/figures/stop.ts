import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainmentChoice } from '../../src/core/tier.ts';
import { systemClock } from '../../src/edge/clock.ts';
import type { CellRecord } from '../../src/edge/containment/cell.ts';
import { cellRecord } from '../../src/edge/containment/probe.ts';
import { listProcesses } from '../../src/edge/processes/list.ts';
import { sweepSession } from '../../src/edge/processes/sweep.ts';
import type { StopReceipt } from '../../src/worker/stop/stop-receipt.ts';
import { until } from '../instance/until.ts';
import { probeHost } from '../processes/probe-host.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import { launchAlone } from '../residue/launch-alone.ts';
import type { Figure } from './figure.ts';

const graceMs = 100;
const processes = 1_000;
const stops = 5;
const sweptProcesses = 300;
const sweeps = 40;

/** A stop of a session with many processes, to the proof; and one look at all processes. */
export const stop: Figure = {
  name: 'stop',
  seconds: 40,
  // The sweep first: init takes its time to collect a thousand dead.
  measure: async () => [await sweepRow(), ...(await stopRows('cgroup', 1)), ...(await stopRows('sweep', 3))],
};

/** No row where the host has no such tier. */
async function stopRows(wanted: ContainmentChoice, tier: 1 | 3): Promise<Row[]> {
  const containment = await probeHost(wanted);
  if (containment.tier !== tier) return [];
  const times: number[] = [];
  for (let index = 0; index < stops; index += 1) {
    const sessionId = `rbench${process.pid}-${index}`;
    const cell = cellRecord(containment, sessionId);
    const { tookMs } = await withSleepers(
      { sessionId, containment: cell, count: processes },
      () => undefined,
    );
    times.push(tookMs - graceMs);
  }
  const what = `stop -> proof, ${processes} processes that ignore TERM, beyond the grace, tier ${tier}`;
  return [rowOf({ what, unit: 'ms', aim: { below: 1_000 } }, times)];
}

async function sweepRow(): Promise<Row> {
  const sessionId = `rbench${process.pid}-sweep`;
  const listing = await listProcesses();
  if (listing.kind === 'unknown') throw new Error(listing.why);
  const count = Math.max(1, sweptProcesses - listing.processes.length);
  const times: number[] = [];
  const sessionOfSleepers = { sessionId, containment: { tier: 3 as const, path: null }, count };
  await withSleepers(sessionOfSleepers, async (workspace) => {
    for (let index = 0; index < sweeps; index += 1) {
      const startedMs = systemClock.monotonicMs();
      await sweepSession({ sessionId, workspace, roots: new Map(), reapers: new Set() });
      times.push(systemClock.monotonicMs() - startedMs);
    }
  });
  const what = `one sweep of ${Math.max(sweptProcesses, listing.processes.length)} processes`;
  return rowOf({ what, unit: 'ms', aim: { below: 20 } }, times);
}

interface Sleepers {
  sessionId: string;
  containment: CellRecord;
  count: number;
}

/** Runs a session of processes that ignore TERM, and stops it. Throws when they are not proven gone. */
async function withSleepers(
  { sessionId, containment, count }: Sleepers,
  use: (workspace: string) => void | Promise<void>,
): Promise<StopReceipt> {
  const folder = mkdtempSync(join(tmpdir(), 'pg-stop-'));
  const script = `trap '' TERM; i=0; while [ $i -lt ${count} ]; do sleep 3600 & i=$((i+1)); done; echo > all; wait`;
  const end = await launchAlone({ folder, sessionId, argv: ['sh', '-c', script], containment, graceMs });
  try {
    await until('all sleep', () => existsSync(join(folder, 'workspace/all')));
    await use(join(folder, 'workspace'));
  } catch (error) {
    await end();
    throw error;
  }
  const receipt = await end();
  if (receipt.proof === null) throw new Error(`not proven over: ${JSON.stringify(receipt.residue)}`);
  rmSync(folder, { recursive: true, force: true });
  return receipt;
}
