import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attemptId } from '../../src/core/ids.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import { type Timings, timingsOf } from '../instance/timings-of.ts';
import { writeFixtureFiles } from '../place/fixture-repository.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const warmUps = 3;
const runs = 40;
/** What follows a launch or an end (evidence, heartbeat) is over by then. */
const quietMs = 150;

/** From the queue to the agent's process, and from its exit to what people see. */
export const startAndExit: Figure = {
  name: 'start-and-exit',
  seconds: 35,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 1 });
    try {
      for (let run = 0; run < warmUps; run += 1) await seeThrough(instance);
      const all: Times[] = [];
      for (let run = 0; run < runs; run += 1) all.push(await seeThrough(instance));
      return [...rowsOf(all), diskRow(instance)];
    } finally {
      await instance.close();
    }
  },
};

interface Times extends Timings {
  startMs: number;
  visibleMs: number;
  judgedMs: number;
}

/** One request from its queueing to its end; the next begins when this one is cleaned up. */
async function seeThrough(instance: Instance): Promise<Times> {
  const { place, events } = instance;
  const sentMs = systemClock.monotonicMs();
  const id = await queueRequest(instance, 'leaver');
  const started = await place.bell.until('started', attemptId(id, 1));
  const running = await events.until('running', id);
  await systemClock.sleep(quietMs);
  await writeFile(place.go, 'go\n');
  const left = await place.bell.until('leaving', attemptId(id, 1));
  const visible = await events.until('exit', id);
  const judged = await events.until('blocked', id);
  await events.until('workspace', id);
  await systemClock.sleep(quietMs);
  const { fetchMs, workspaceMs, launchMs } = timingsOf(running.value);
  return {
    startMs: started.atMs - sentMs - fetchMs,
    fetchMs,
    workspaceMs,
    launchMs,
    visibleMs: visible.atMs - left.atMs,
    judgedMs: judged.atMs - left.atMs,
  };
}

function rowsOf(all: readonly Times[]): Row[] {
  const row = (what: string, part: keyof Times, aim: Row['aim']) =>
    rowOf(
      { what, unit: 'ms', aim },
      all.map((times) => times[part]),
    );
  return [
    row("queued -> agent's process started, without the fetch", 'startMs', { below: 100 }),
    row('  the fetch (cache is warm, remote on this disk)', 'fetchMs', null),
    row('  of it: making the workspace', 'workspaceMs', null),
    row('  of it: launching (watch, cgroup, tmux, guard)', 'launchMs', null),
    row("agent's exit -> visible to a client", 'visibleMs', { below: 10 }),
    row("agent's exit -> judged", 'judgedMs', { below: 500 }),
  ];
}

/** Creating files is most of a workspace, and differs a hundredfold between file systems. */
function diskRow({ place }: Instance): Row {
  const samples = Array.from({ length: 10 }, (_, index) => {
    const startedMs = systemClock.monotonicMs();
    writeFixtureFiles(join(place.root, `plain-${index}`));
    return systemClock.monotonicMs() - startedMs;
  });
  return rowOf({ what: '  to compare: 200 plain files written there', unit: 'ms', aim: null }, samples);
}
