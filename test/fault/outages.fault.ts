import { expect, test } from 'vitest';
import { randomFrom } from '../support/kill-points.ts';
import { allCells, cellName, countCombinations, shuffled } from '../support/outage-cells.ts';
import { playOutages } from '../support/outage-matrix.ts';
import { workerRoutes } from '../support/worker-routes.ts';

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
/** Of the cells whose names match ONLY, COUNT are played, WORKERS at a time, and none is begun after MINUTES. */
const only = new RegExp(process.env.ONLY ?? '');
const count = Number(process.env.COUNT ?? Number.POSITIVE_INFINITY);
const workers = Number(process.env.WORKERS ?? 6);
const minutes = Number(process.env.MINUTES ?? Number.POSITIVE_INFINITY);

test('no fault of the network ends a worker, harms a session early, or loses a word: every route, fault, span and phase', async () => {
  const routes = await workerRoutes();
  const { all, played } = countCombinations(routes);
  const cells = shuffled(allCells(routes), randomFrom(seed)).filter((cell) => only.test(cellName(cell)));
  const wanted = cells.slice(0, count);
  console.info(
    `outages: seed ${seed}; ${wanted.length} cells of ${allCells(routes).length}; of ${all} combinations of route, fault, span and phase, ${all - played} are the same as another`,
  );
  const untilMs = performance.now() + minutes * 60_000;
  expect(await playOutages(wanted, { workers, untilMs })).toEqual([]);
}, 14_400_000);
