import { test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { PartedWorkers, randomPartition } from '../support/partition.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

test('of two workers that are parted never two attempts of one request are seen at once, and nothing is lost: five histories', async () => {
  const partition = { ...randomPartition(randomFrom(seed)), forMs: 8_000 };
  console.info(`partitions: seed ${seed}: ${JSON.stringify(partition)}`);
  await (await PartedWorkers.open()).play(partition, 5);
}, 180_000);
