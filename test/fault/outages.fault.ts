import { expect, test } from 'vitest';
import { allCells, cellName } from '../support/outage-cells.ts';
import { playOutages, shuffled } from '../support/outage-matrix.ts';
import { workerRoutes } from '../support/worker-routes.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Of the cells whose names match ONLY, COUNT are played, WORKERS at a time. */
const only = new RegExp(process.env.ONLY ?? '');
const count = Number(process.env.COUNT ?? Number.POSITIVE_INFINITY);
const workers = Number(process.env.WORKERS ?? 6);

test('no fault of the network ends a worker, harms a session early, or loses a word: every route, fault, span and phase', async () => {
  console.info(`outages: seed ${seed}`);
  const cells = allCells(await workerRoutes()).filter((cell) => only.test(cellName(cell)));
  expect(await playOutages(shuffled(cells, seed).slice(0, count), workers)).toEqual([]);
}, 7_200_000);
