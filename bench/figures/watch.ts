import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sessionLayout } from '../../src/config/state-layout.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { cellRecord } from '../../src/edge/containment/probe.ts';
import { writeWhole } from '../../src/edge/files.ts';
import { bootId } from '../../src/edge/processes/identity.ts';
import { readExit } from '../../src/worker/guard/guard-facts.ts';
import { until } from '../instance/until.ts';
import { probeHost } from '../processes/probe-host.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import { launchAlone } from '../residue/launch-alone.ts';
import type { Figure } from './figure.ts';

const sessions = 40;
/** Between two deadlines: whole and half seconds, so that they meet the watch's rounds anywhere. */
const apartMs = 500;
/** The first one is far enough for all to be launched, and for a round of the watch. */
const firstInMs = 15_000;

/** How late a watch ends an agent whose worker is gone: from the deadline to the exit receipt of the agent's guard. */
export const watch: Figure = {
  name: 'watch',
  seconds: 60,
  async measure(folder) {
    const place = mkdtempSync(join(folder, 'planeguard-bench-'));
    try {
      return await measureWatches(place);
    } finally {
      rmSync(place, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
    }
  },
};

async function measureWatches(place: string): Promise<Row[]> {
  const containment = await probeHost('auto');
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const paths = [];
    for (let index = 0; index < sessions; index += 1) {
      const sessionId = `rbench${process.pid}-w${index}`;
      const folder = join(place, String(index));
      const cell = cellRecord(containment, sessionId);
      const argv = ['sleep', '600'];
      stops.push(await launchAlone({ folder, sessionId, argv, containment: cell, graceMs: 1_000 }));
      paths.push(sessionLayout(join(folder, 'session')));
    }
    const firstMs = systemClock.bootMs() + firstInMs;
    const deadlines = paths.map((_, index) => Math.ceil((firstMs + index * apartMs) / 1_000));
    for (const [index, layout] of paths.entries()) {
      writeWhole(layout.deadline, `${bootId()} ${deadlines[index]}\n`);
    }
    const late: number[] = [];
    for (const [index, layout] of paths.entries()) {
      const exit = await until('the watch has acted', () => {
        const seen = readExit(layout);
        return seen.kind === 'exited' && seen;
      });
      const wallOfBootMs = systemClock.nowMs() - systemClock.bootMs();
      late.push(exit.atMs - (wallOfBootMs + (deadlines[index] ?? 0) * 1_000));
    }
    const row = rowOf(
      { what: 'deadline -> agent ended by its watch', unit: 'ms', aim: { below: 1_000 } },
      late,
    );
    const worst = rowOf({ what: '... the latest of all', unit: 'ms', aim: { below: 1_000 } }, [
      Math.max(...late),
    ]);
    return [row, worst];
  } finally {
    for (const stop of stops) await stop();
  }
}
