import { expect, test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { someCells } from '../support/outage-cells.ts';
import { playOutages } from '../support/outage-matrix.ts';
import { workerRoutes } from '../support/worker-routes.ts';

const seed = Number(process.env.SEED ?? 1);

test('no fault of the network ends a worker, harms a session early, or loses a word: each fault somewhere', async () => {
  console.info(`outages: seed ${seed}`);
  const cells = someCells(await workerRoutes(), randomFrom(seed));
  expect(await playOutages(cells, { workers: 4 })).toEqual([]);
}, 180_000);
