import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { findRepository } from '../../../src/edge/git/find-repository.ts';
import { checkout } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const settingsOf = (
  repositories: object[],
  request: { repository: string; remote: string },
  folder = '/',
) => {
  const text = JSON.stringify({ repositories });
  return findRepository(parseConfig({ path: join(folder, 'planeguard.yaml'), text }, {}), request);
};

test('an entry is found by its name, by its remote, and by a path beside the configuration file', () => {
  const folder = temporaryFolder();
  const shop = checkout(join(folder, 'shop'));
  const url = 'https://github.com/acme/shop.git';
  const here = { repository: shop, remote: shop };
  expect(settingsOf([{ name: 'acme/shop' }], { repository: 'acme/shop', remote: url })).not.toBeNull();
  expect(settingsOf([{ name: 'acme/shop' }], { repository: url, remote: url })).not.toBeNull();
  expect(settingsOf([{ name: 'mine', remote: url }], { repository: url, remote: url })?.name).toBe('mine');
  expect(settingsOf([{ name: './shop' }], here, folder)?.name).toBe('./shop');
});

test.each([
  'https://github.com/acme/shop',
  'https://github.com/Acme/Shop.git',
  'git@github.com:acme/shop.git',
  'ssh://git@github.com/acme/shop',
])('%s is the repository of GitHub that an entry names, however the entry is written', (url) => {
  const request = { repository: url, remote: url };
  expect(settingsOf([{ name: 'acme/shop' }], request)?.name).toBe('acme/shop');
  const overSsh = { name: 'acme/shop', remote: 'git@github.com:acme/shop.git' };
  expect(settingsOf([overSsh], request)?.name).toBe('acme/shop');
  expect(settingsOf([{ name: 'acme/shop-2' }], request)).toBeNull();
});

test('what is about another repository, also one that is not here, does not count', () => {
  const repositories = [{ name: './none' }, { name: 'acme/other' }];
  expect(settingsOf(repositories, { repository: 'acme/shop', remote: '/shop' })).toBeNull();
});

test.each(['/etc/passwd', '../x', 'a/../../x'])('a file to copy may not be named %j', (pattern) => {
  const text = JSON.stringify({ repositories: [{ name: 'acme/shop', workspace: { copy: [pattern] } }] });
  expect(() => parseConfig({ path: '/planeguard.yaml', text }, {})).toThrow();
});
