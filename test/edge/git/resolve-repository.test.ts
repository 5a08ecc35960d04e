import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resolveRepository } from '../../../src/edge/git/resolve-repository.ts';
import { ProblemError } from '../../../src/protocol/problem.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const cwd = '/';

test('a path becomes absolute and real', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'shop'));
  symlinkSync(join(folder, 'shop'), join(folder, 'link'));
  const path = join(folder, 'shop');
  expect(resolveRepository('./link', folder)).toEqual({ kind: 'remote', name: path, remote: path });
});

test.each([
  '-x',
  '#(touch x)',
  '$(id)',
  'with space',
  'new\nline',
  'a:b',
  '--upload-pack=touch x',
  'owner/name',
])('an existing directory named %j is only a path', (name) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, name), { recursive: true });
  const path = join(folder, name);
  expect(resolveRepository(name, folder)).toEqual({ kind: 'remote', name: path, remote: path });
});

test.each([
  'https://example.org/shop.git',
  'ssh://git@example.org:22/shop',
  'git://example.org/x',
  'file:///srv/shop.git',
  'git@example.org:team/shop.git',
])('the URL %s stands for itself', (url) => {
  expect(resolveRepository(url, cwd)).toEqual({ kind: 'remote', name: url, remote: url });
});

test('a URL with a password or token in it is refused, and does not show it', () => {
  const refused = /^"https:\/\/example.org\/shop.git" was given with a password .*credential helper/;
  for (const url of ['bot:s3cret@example.org/shop.git', 'example.org/shop.git?token=s3cret']) {
    expect(() => resolveRepository(`https://${url}`, cwd)).toThrow(refused);
    expect(() => resolveRepository(`https://${url}`, cwd)).not.toThrow(/s3cret/);
  }
});

test('OWNER/NAME is a name of a forge', () => {
  expect(resolveRepository('owner/name.js', cwd)).toEqual({ kind: 'forge_name', name: 'owner/name.js' });
});

test.each([
  '',
  ' ',
  '-x',
  '#(touch x)',
  '$(id)',
  '../..//nowhere',
  'ext::sh -c "touch x"',
  'ext::sh%20-c%20id',
  '--upload-pack=touch x',
  '-oProxyCommand=id:x',
  'https://-oProxyCommand=id/x',
  'ssh://-oProxyCommand=id/x',
  'ssh://git@-oProxyCommand=id/x',
  'fd::17/x',
  'a\0b',
  'x\ny',
  'x'.repeat(5_000),
])('%j is refused as usage, in one sentence', (input) => {
  const refused = expect.objectContaining({ code: 'usage' });
  expect(() => resolveRepository(input, cwd)).toThrow(refused);
  expect(() => resolveRepository(input, cwd)).toThrow(ProblemError);
  expect(() => resolveRepository(input, cwd)).toThrow(/^[^\n\0]{20,1500}\.$/);
});
