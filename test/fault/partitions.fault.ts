import { expect, test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { PartedWorkers, type Played, randomPartition } from '../support/partition.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const histories = Number(process.env.COUNT ?? 200);
/** Requests that run through the same partition. */
const together = 10;
/** Most of the time is waiting. */
const lanes = 2;

test('of two workers that are parted never two attempts of one request are seen at once: 200 random histories', async () => {
  console.info(`partitions: seed ${seed}`);
  const random = randomFrom(seed);
  const waiting = Array.from({ length: Math.ceil(histories / together) }, () => randomPartition(random));
  const played: Played[] = [];
  const lane = async (workers: PartedWorkers): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const partition = next;
      const shown = await workers.play(partition, together).catch((cause: unknown) => {
        throw new Error(`seed ${seed}: ${JSON.stringify(partition)}`, { cause });
      });
      played.push(shown);
      console.info(told(played));
    }
  };
  const opened: PartedWorkers[] = [];
  while (opened.length < lanes) opened.push(await PartedWorkers.open());
  await Promise.all(opened.map(lane));
  expect(played.flatMap(({ takeovers }) => takeovers)).not.toEqual([]);
}, 7_200_000);

function told(played: readonly Played[]): string {
  const sum = (of: (each: Played) => number) => played.reduce((total, each) => total + of(each), 0);
  const takeovers = played.flatMap((each) => each.takeovers);
  const gaps = takeovers.map(({ gapMs }) => gapMs);
  const byOther = takeovers.filter(({ byOtherWorker }) => byOtherWorker).length;
  return [
    `partitions: ${sum((each) => each.histories)} histories in ${played.length} partitions`,
    `${sum((each) => each.cutOff)} cut off`,
    `${takeovers.length} takeovers, ${byOther} of them by the other worker`,
    `longest overlap ${Math.max(0, ...gaps.map((gapMs) => -gapMs))} ms`,
    ...(gaps.length === 0 ? [] : [`closest ${Math.min(...gaps)} ms apart`]),
  ].join('; ');
}
