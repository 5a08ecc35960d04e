import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { workerStatusSchema } from '../../src/cli/daemon/worker-status-file.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const isRoot = process.getuid?.() === 0;
const quickly = { lease: { heartbeat: '1s' } };

async function degraded(place: Place) {
  return until('the worker is degraded', async () => {
    const status = statusSchema.parse(JSON.parse((await place.planeguard('status', '--json')).stdout));
    return status.workers[0]?.health === 'degraded' ? status : null;
  });
}

/** The loop that claims has been through, and let it be. */
async function claimsHavePassed(place: Place): Promise<void> {
  await until('a pass of claims', async () => {
    const { stdout } = await place.planeguard('worker', 'status', '--json');
    const { loops } = workerStatusSchema.parse(JSON.parse(stdout));
    return loops.some(({ name, doing, lastSuccessAt }) => {
      return name === 'claims' && doing === 'waiting' && lastSuccessAt !== null;
    });
  });
}

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

test.runIf(isRoot)('when there is room again, it claims by itself', async () => {
  const disk = temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', disk]);
  onTestFinished(() => void execFileSync('umount', [disk]));
  const filler = join(disk, 'filler');
  writeFileSync(filler, Buffer.alloc(64 * 1024 ** 2));
  const config = { ...quickly, retention: { minFreeDisk: '48MiB' } };
  const place = new Place({ stateDir: `../${basename(disk)}/state`, config });
  await place.up();
  const id = await queue(place, place.agent(openPullRequest));
  await degraded(place);
  rmSync(filler);
  expect((await restingRequest(place, id)).state).toBe('in_review');
  expect((await place.client.status()).workers[0]).toMatchObject({ health: 'healthy', reason: null });
});
