import { readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commit, git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

test('work goes on after an attempt that took its workspace over and could not be prepared', async () => {
  const place = new Place();
  const shop = join(place.folder, 'shop');
  git(place.folder, 'clone', '--quiet', place.repository, shop);
  commit(shop, { '.gitignore': '.env\n' });
  git(shop, 'push', '--quiet');
  writeFileSync(join(shop, '.env'), '');
  const path = join(place.folder, 'planeguard.yaml');
  const repositories = [{ name: place.repository, workspace: { copy: ['.env'], from: 'shop' } }];
  writeFileSync(
    path,
    JSON.stringify({ ...place.readJson(path), repositories, retry: { attempts: 2, base: '1s' } }),
  );
  await place.up();
  // The first one works, and makes the file to bring along too large; the third one finds its work.
  const work = `echo work > work.txt; truncate -s 70M '${join(shop, '.env')}'; exit 1`;
  const seen = 'cat work.txt > "$MARKS/seen"; rm work.txt; planeguard finish --no-change seen';
  const id = await queue(place, place.agent(`if [ -e work.txt ]; then ${seen}; else ${work}; fi`));
  const blocked = await restingRequest(place, id);
  expect(blocked).toMatchObject({ state: 'blocked', attempt: 2 });
  expect(blocked.summary).toMatch(/workspace\.copy/);
  expect(readdirSync(place.layout.workspaces)).toEqual([`${id}-2`]);
  truncateSync(join(shop, '.env'), 0);
  await place.client.retryRequest(id, false);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'done', reason: 'no_change_needed' });
  expect(place.mark('seen')).toBe('work\n');
  await until('its workspaces are gone', () => readdirSync(place.layout.workspaces).length === 0);
});
