import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDeadline } from '../../src/worker/guard/guard-facts.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started, waitForTest } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const fixture = join(import.meta.dirname, '../fixtures/move-wall-clock.mjs');
const hourMs = 60 * 60_000;

test('a wall clock that is moved by an hour, on and back, under all processes harms no lease, no session and no claim', async () => {
  const clock = join(temporaryFolder(), 'ahead');
  const env = { WALL_CLOCK: clock, NODE_OPTIONS: `--import=${fixture}` };
  const place = new Place({ config: { lease: { heartbeat: '1s', stopAfter: '4s', margin: '22s' } }, env });
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}\n${openPullRequest}`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  const other = place.agent('planeguard finish --no-change "It is well"', 'other.sh');
  for (const aheadMs of [hourMs, -hourMs]) {
    writeFileSync(clock, `${aheadMs}`);
    const deadline = () => readDeadline(place.layout.session(`${id}-1`))?.deadlineBootSeconds ?? 0;
    const before = deadline();
    await until('its lease is renewed', () => deadline() > before + 2);
    const done = await restingRequest(place, await queue(place, other));
    expect(done).toMatchObject({ state: 'done', attempt: 1 });
    const movedMs = Date.parse(done.createdAt) - Date.now();
    expect(Math.abs(movedMs - aheadMs)).toBeLessThan(10 * 60_000);
  }
  expect(isAlive(agent)).toBe(true);
  expect((await place.planeguard('worker', 'status')).exit).toBe(0);
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
});
