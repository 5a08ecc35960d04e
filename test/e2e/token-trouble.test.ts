import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type ReportedStatus, readWorkerStatus } from '../../src/cli/daemon/worker-status-file.ts';
import { tokenListSchema } from '../../src/protocol/token.ts';
import { Place } from '../support/place.ts';
import { queue } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

const whenHealthIs = (place: Place, health: ReportedStatus['health']): Promise<ReportedStatus> =>
  until(`the worker is ${health}`, () => {
    const status = readWorkerStatus(place.layout);
    return status?.health === health && status;
  });

const whenTold = (place: Place, found: RegExp): Promise<ReportedStatus> =>
  until(`it is unauthorized: ${found}`, () => {
    const status = readWorkerStatus(place.layout);
    return status?.health === 'unauthorized' && found.test(status.reason ?? '') && status;
  });

const whenNothingIsClaimed = (place: Place) =>
  until('it claims nothing', () => {
    const loop = readWorkerStatus(place.layout)?.loops.find(({ name }) => name === 'claims');
    return /claims nothing|trying again/.test(loop?.doing ?? '');
  });

const whenPullRequest = (place: Place, id: string) =>
  until('a pull request', async () => (await place.client.showRequest(id)).state === 'in_review');

async function upWithToken(): Promise<{ place: Place; pid: number; token: string }> {
  const place = new Place({ config: { lease: { heartbeat: '1s' } } });
  await place.up();
  const { pid } = await whenHealthIs(place, 'healthy');
  return { place, pid, token: readFileSync(place.layout.workerToken, 'utf8') };
}

test('a token that is gone, empty, wrong or unreadable is said, nothing is claimed, and a mended one heals without a restart', async () => {
  const { place, pid, token } = await upWithToken();
  const path = place.layout.workerToken;
  const spoils: [put: () => void, found: RegExp][] = [
    [() => writeFileSync(path, '\n'), /missing, empty or cannot be read/],
    [
      () => writeFileSync(path, 'pgt_of_somebody_else\n'),
      /missing, unknown or revoked\. A start of the control plane renews/,
    ],
    [() => void mkdirSync(path), /missing, empty or cannot be read/],
    [() => undefined, /missing, empty or cannot be read/],
  ];
  for (const [spoil, found] of spoils) {
    rmSync(path, { recursive: true });
    spoil();
    const { reason, controlPlane } = await whenTold(place, found);
    expect(reason).toContain(place.url());
    expect(controlPlane.url).toBe(place.url());
    await whenNothingIsClaimed(place);
  }
  writeFileSync(path, token);
  expect(await whenHealthIs(place, 'healthy')).toMatchObject({ pid, reason: null });
});

test('a token that is revoked stops the claims at once; a new one in its place heals', async () => {
  const { place, pid } = await upWithToken();
  const listed = await place.planeguard('token', 'list', '--json');
  const { items } = tokenListSchema.parse(JSON.parse(listed.stdout));
  const own = items.find(({ kind, revokedAt }) => kind === 'worker' && revokedAt === null);
  expect(await place.planeguard('token', 'revoke', own?.id ?? '')).toMatchObject({ exit: 0 });
  const id = await queue(place, place.agent(openPullRequest));
  await whenHealthIs(place, 'unauthorized');
  expect(await place.planeguard('worker', 'status')).toMatchObject({ exit: 1 });
  expect(await place.client.showRequest(id)).toMatchObject({ state: 'queued', attempt: 0 });
  const made = await place.planeguard('token', 'create', '--kind', 'worker');
  writeFileSync(place.layout.workerToken, made.stdout);
  expect(await whenHealthIs(place, 'healthy')).toMatchObject({ pid });
  await whenPullRequest(place, id);
});
