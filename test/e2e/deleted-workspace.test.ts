import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { started, waitForTest } from '../support/scripts.ts';

test('a workspace that somebody else deleted is not said to be removed', async () => {
  const place = new Place();
  await place.up();
  const id = await queue(place, place.agent(`${started}\n${waitForTest}`));
  const { session } = await stateReached(place, id, 'running');
  await place.untilMark('pid');
  rmSync(session?.workspace ?? '', { recursive: true });
  writeFileSync(join(place.folder, 'marks/go'), '');
  await restingRequest(place, id);
  await expect
    .poll(async () => (await place.planeguard('show', id)).stdout, { timeout: 10_000 })
    .toMatch(/\n {14}not there any more, and not removed by Planeguard\n/);
});
