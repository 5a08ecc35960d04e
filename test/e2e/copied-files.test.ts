import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutDigest, commit, git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';

test('an agent finds the files that its repository is configured to bring along, and commits as who its person is there', async () => {
  const place = new Place();
  const shop = join(place.folder, 'shop');
  git(place.folder, 'clone', '--quiet', place.repository, shop);
  commit(shop, { '.gitignore': '.env\n' });
  git(shop, 'push', '--quiet');
  writeFileSync(join(shop, '.env'), 'TOKEN=here\n');
  git(shop, 'config', 'user.email', 'me@work.example');
  const before = checkoutDigest(shop);
  const workspace = { copy: ['.env', 'none'], from: 'shop' };
  const path = join(place.folder, 'planeguard.yaml');
  const repositories = [{ name: place.repository, workspace }];
  writeFileSync(path, JSON.stringify({ ...place.readJson(path), repositories }));
  await place.up();
  const id = await queue(
    place,
    place.agent(
      'cp .env "$MARKS/env"; git var GIT_AUTHOR_IDENT > "$MARKS/author"; planeguard finish --no-change read',
    ),
  );
  const { evidence } = await restingRequest(place, id);
  expect(place.mark('author')).toContain('<me@work.example>');
  expect(checkoutDigest(shop)).toBe(before);
  expect(place.mark('env')).toBe('TOKEN=here\n');
  expect(evidence.receipts.find(({ kind }) => kind === 'copied')?.data).toEqual({
    files: 1,
    left: 'none (no file matches)',
  });
});
