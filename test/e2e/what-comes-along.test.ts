import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bareRemote, commit, git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';

const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;

test('an agent finds the submodules of its repository; where it would find pointers it is not started', async () => {
  const config = { GIT_CONFIG_NOSYSTEM: '1' };
  const place = new Place({ env: config });
  const library = bareRemote(join(place.folder, 'library.git'), { 'l.txt': 'from the library\n' });
  const shop = join(place.folder, 'shop');
  git(place.folder, 'clone', '--quiet', place.repository, shop);
  writeFileSync(join(shop, '.gitmodules'), '[submodule "lib"]\n\tpath = lib\n\turl = ../library.git\n');
  const [lib, url] = [git(library, 'rev-parse', 'main'), git(shop, 'remote', 'get-url', 'origin')];
  expect(join(url, '../library.git')).toBe(library);
  git(shop, 'update-index', '--add', '--cacheinfo', `160000,${lib},lib`);
  git(shop, 'add', '.gitmodules');
  git(shop, 'commit', '--quiet', '-m', 'A submodule');
  git(shop, 'push', '--quiet');
  await place.up();
  const agent = place.agent('cp lib/l.txt "$MARKS/library"; planeguard finish --no-change read');
  await restingRequest(place, await queue(place, agent));
  expect(place.mark('library')).toBe('from the library\n');
  commit(shop, { '.gitattributes': '*.bin filter=lfs\n' });
  git(shop, 'update-index', '--add', '--cacheinfo', `100644,${hashOf(shop, pointer)},large.bin`);
  git(shop, 'commit', '--quiet', '-m', 'A pointer');
  git(shop, 'push', '--quiet', '--no-verify');
  expect(await restingRequest(place, await queue(place, agent))).toMatchObject({
    state: 'blocked',
    reason: 'host_refused',
    summary: expect.stringMatching(/large\.bin in Git LFS.*lfs: false/),
  });
});

function hashOf(repository: string, text: string): string {
  writeFileSync(join(repository, '.git/text'), text);
  return git(repository, 'hash-object', '-w', '--no-filters', '.git/text');
}
