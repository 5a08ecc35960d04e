import { expect, test } from 'vitest';
import { fullAt } from '../support/full-at.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { canMount, SmallDisk } from '../support/small-disk.ts';
import { until } from '../support/until.ts';
import { workerStatus } from '../support/worker-status.ts';

const quickly = { lease: { heartbeat: '1s' } };

async function degraded(place: Place) {
  return until('the worker is degraded', async () => {
    const status = await place.client.status();
    return status.workers[0]?.health === 'degraded' ? status : null;
  });
}

/** The loop that claims has been through, and let it be. */
const claimsHavePassed = (place: Place) =>
  until('a pass of claims', () =>
    workerStatus(place)?.loops.some(
      ({ name, state, lastSuccessAt }) => name === 'claims' && state === 'waiting' && lastSuccessAt !== null,
    ),
  );

test('below the floor nothing is claimed, and status says how much is free', async () => {
  const place = new Place({ config: { ...quickly, retention: { minFreeDisk: '1000TiB' } } });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  const status = await degraded(place);
  expect(status.workers[0]?.reason).toMatch(
    /^Only [\d.]+[KMGT]iB.* free on the disk of .*the state; no request is claimed below retention\.minFreeDisk \(1000TiB\)/,
  );
  const floorBytes = 1000 * 1024 ** 4;
  expect(Object.values(status.disk)).toMatchObject([{ path: place.stateDir, floorBytes, ok: false }]);
  expect(status.disk[status.workers[0]?.id ?? '']?.freeBytes).toBeGreaterThan(0);
  expect((await place.planeguard('status')).stdout).toMatch(
    /\nDisk of .*the state: [\d.]+[KMGT]iB free, floor 1000TiB\n/,
  );
  await claimsHavePassed(place);
  expect(await place.client.showRequest(id)).toMatchObject({ state: 'queued', attempt: 0 });
});

test('a run of its own says at once that it waits for room', async () => {
  const place = new Place({ config: { retention: { minFreeDisk: '1000TiB' } } });
  const agent = place.agent(openPullRequest);
  const run = place.start('run', '--repo', place.repository, '--prompt', 'x', '--agent', agent, '--wait');
  await until('it says so', () => /no request is claimed below/.test(run.stderr));
  run.signal('SIGINT');
  expect((await run.ended).exit).toBe(130);
});

test.runIf(canMount)('when there is room again, it claims by itself', async () => {
  const disk = new SmallDisk(96, { retention: { minFreeDisk: '48MiB' } });
  const { place } = disk;
  disk.fill(32 * 1024 ** 2);
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await degraded(place);
  disk.free();
  expect((await restingRequest(place, id)).state).toBe('in_review');
  expect((await place.client.status()).workers[0]).toMatchObject({ health: 'healthy', reason: null });
});

test.runIf(canMount)(
  'a disk that is full while an agent ends loses neither its end nor its work',
  async () => {
    const disk = new SmallDisk(24);
    await fullAt.itsEnd(disk);
  },
);

test.runIf(canMount)(
  'work that a full disk has no room to salvage stays where it is, and is salvaged when there is',
  async () => {
    const disk = new SmallDisk(24);
    await fullAt.salvage(disk);
  },
);
