import { test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { PartedWorkers, randomPartition } from '../support/partition.ts';

const seed = Number(process.env.SEED ?? 1);

test('of two workers that are parted never two attempts of one request are seen at once, and nothing is lost: five histories', async () => {
  const { cut, killed } = randomPartition(randomFrom(seed));
  // Where answers alone are lost, the control plane hears of the worker that it lives, and gives the request back to it.
  const partition = { cut: cut === 'lost_answer' ? ('reset' as const) : cut, forMs: null, killed };
  console.info(`partitions: seed ${seed}: ${JSON.stringify(partition)}`);
  // Shorter than the configuration allows: it leaves a slow machine 10 s, and a test has no more than that.
  const workers = await PartedWorkers.open({ stopAfterS: 4, marginS: 6 });
  await workers.play(partition, 5);
}, 180_000);
