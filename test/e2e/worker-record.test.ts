import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

test('a worker whose record cannot be written does not run on unseen', async () => {
  const place = new Place();
  mkdirSync(join(place.layout.workerRecord, 'of somebody'), { recursive: true });
  const ran = await place.planeguard('worker', 'run');
  expect(ran, ran.stderr).toMatchObject({ exit: 1, stdout: '' });
  expect(await place.settled()).toEqual([]);
  rmSync(place.layout.workerRecord, { recursive: true });
  const next = place.start('worker', 'run');
  await until('the next one runs', () => existsSync(place.layout.workerStatus));
  expect(await place.planeguard('down')).toMatchObject({ exit: 0 });
  expect(await next.ended).toMatchObject({ exit: 0 });
  const { workerPid, workerRecord, workerStatus } = place.layout;
  expect([workerPid, workerRecord, workerStatus].filter((path) => existsSync(path))).toEqual([]);
});
