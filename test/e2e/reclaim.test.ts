import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { commitWork } from '../support/scripts.ts';

test('a dry run tells what takes room, what could go and why the rest stays, and changes nothing', async () => {
  const place = new Place();
  const done = place.agent("planeguard finish --no-change 'It is there'", 'done.sh');
  const left = place.agent(commitWork(), 'left.sh');
  const run = ['run', '--repo', place.repository, '--prompt', 'x', '--wait', '--json', '--agent'];
  const over = JSON.parse((await place.planeguard(...run, done)).stdout).id;
  const kept = JSON.parse((await place.planeguard(...run, left)).stdout).id;
  const { stdout } = await place.planeguard('reclaim', '--dry-run', '--json');
  const told: { holding: string; path: string; bytes: number; mayGo: boolean; because: string }[] =
    JSON.parse(stdout).items;
  const found = (holding: string, path: string) =>
    told.find((item) => item.holding === holding && item.path === path);
  const session = place.layout.session(`${over}-1`).directory;
  expect(found('session', session)).toMatchObject({ mayGo: true });
  expect(found('workspace', place.layout.workspace(`${kept}-1`))).toMatchObject({
    mayGo: false,
    because: expect.stringMatching(/^its workspace is kept: /),
  });
  expect(told.every(({ bytes }) => bytes > 0)).toBe(true);
  expect(existsSync(join(session, 'transcript.log'))).toBe(true);
  expect((await place.planeguard('reclaim', '--dry-run')).stdout).toMatch(
    /\n[\d.]+[KM]iB could go, [\d.]+[KM]iB stays in .*the state\.\n$/,
  );
  expect((await place.planeguard('reclaim')).exit).toBe(2);
});
