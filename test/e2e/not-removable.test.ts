import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

test('a workspace whose agent began its repository anew is salvaged, kept, and it is told why', async () => {
  const place = new Place();
  await place.up();
  const agent = place.agent('rm -rf .git; git init -q; echo w > w; planeguard finish --no-change "anew"');
  const id = await queue(place, agent);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'done' });
  const receipt = await until('its workspace is settled', async () => {
    const { evidence } = await place.client.showRequest(id);
    return evidence.receipts.find(({ kind }) => kind === 'workspace');
  });
  expect(receipt.data).toMatchObject({
    kept: 'not_removable',
    message: expect.stringContaining('is not of this session'),
  });
  expect(existsSync(place.layout.workspace(`${id}-1`))).toBe(true);
  expect((await place.planeguard('salvage', 'show', id)).stdout).toContain('A w');
});
