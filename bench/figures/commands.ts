import { join } from 'node:path';
import { systemClock } from '../../src/edge/clock.ts';
import { run } from '../../src/edge/exec.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const planeguard = join(import.meta.dirname, '../../planeguard');
const requests = 50;
const runs = 25;
const firstStarts = 7;

/** How long a person waits at the shell, from the launcher to its exit. */
export const commands: Figure = {
  name: 'commands',
  seconds: 30,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 0 });
    try {
      const ids: string[] = [];
      for (let made = 0; made < requests; made += 1) ids.push(await queueRequest(instance, 'idle'));
      return await measureCommands(instance, ids[0] ?? '');
    } finally {
      await instance.close();
    }
  },
};

async function measureCommands(instance: Instance, id: string): Promise<Row[]> {
  const time = (words: string[], count: number, more: Record<string, string> = {}) =>
    timesOf(count, () => runCommand(instance, words, more));
  await time(['status'], 3);
  await time(['show', id], 3);
  const aim = { below: 250 };
  const withoutCache = { NODE_DISABLE_COMPILE_CACHE: '1' };
  return [
    rowOf({ what: `planeguard status, ${requests} requests`, unit: 'ms', aim }, await time(['status'], runs)),
    rowOf({ what: 'planeguard show ID', unit: 'ms', aim }, await time(['show', id], runs)),
    rowOf(
      { what: 'planeguard status, first start ever (nothing compiled yet)', unit: 'ms', aim: null },
      await time(['status'], firstStarts, withoutCache),
    ),
  ];
}

async function timesOf(count: number, once: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const startedMs = systemClock.monotonicMs();
    await once();
    times.push(systemClock.monotonicMs() - startedMs);
  }
  return times;
}

async function runCommand(
  { place }: Instance,
  words: readonly string[],
  more: Record<string, string>,
): Promise<void> {
  const args = [...words, '--state-dir', place.stateDir];
  const done = await run(planeguard, args, {
    env: { ...place.env, ...more },
    cwd: place.root,
    timeoutMs: 30_000,
  });
  if (done.failure !== 'none')
    throw new Error(`planeguard ${words.join(' ')}: ${done.stderr || done.failure}`);
}
