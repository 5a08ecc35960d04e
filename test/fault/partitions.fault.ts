import { test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { PartedWorkers, randomPartition } from '../support/partition.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const histories = Number(process.env.COUNT ?? 200);
/** Requests that run through the same partition. */
const together = 8;
const lanes = 2;

test('of two workers that are parted never two attempts of one request are seen at once: 200 random histories', async () => {
  console.info(`partitions: seed ${seed}`);
  const random = randomFrom(seed);
  const waiting = Array.from({ length: Math.ceil(histories / together) }, () => randomPartition(random));
  const played: string[] = [];
  const lane = async (): Promise<void> => {
    const workers = await PartedWorkers.open();
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const partition = next;
      await workers.play(partition, together).catch((cause: unknown) => {
        throw new Error(`seed ${seed}: ${JSON.stringify(partition)}`, { cause });
      });
      played.push(partition.cut);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  console.info(`partitions: ${played.length * together} histories in ${played.length} partitions`);
}, 7_200_000);
