import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkoutIdentity } from '../../../src/edge/git/checkout-identity.ts';
import { configText } from '../../../src/edge/git/config-text.ts';
import { checkout, checkoutDigest, git, testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A person's checkout in a folder for which their configuration names another address. */
function atWork() {
  const folder = temporaryFolder();
  const path = checkout(join(folder, 'work/shop'));
  const global = join(folder, 'gitconfig');
  writeFileSync(join(folder, 'at-work'), '[user]\n\temail = me@work.example\n');
  const include = `[includeIf "gitdir:${folder}/work/"]\n\tpath = at-work\n`;
  writeFileSync(global, `[user]\n\tname = Me\n\temail = me@home.example\n[alias]\n\tx = status\n${include}`);
  return { path, env: { ...testEnvironment(), GIT_CONFIG_GLOBAL: global, GIT_CONFIG_NOSYSTEM: '1' } };
}

test('who the person is in a checkout: by its own configuration, and by what theirs has for its folder', async () => {
  const { path, env } = atWork();
  git(path, 'config', 'user.signingKey', '~/.ssh/work key.pub');
  git(path, 'config', 'gpg.ssh.program', '/opt/"sign"');
  git(path, 'config', 'commit.gpgSign', 'true');
  const before = checkoutDigest(path);
  expect(Object.fromEntries(await checkoutIdentity(path, env))).toEqual({
    'user.name': 'Me',
    'user.email': 'me@work.example',
    'user.signingkey': '~/.ssh/work key.pub',
    'gpg.ssh.program': '/opt/"sign"',
    'commit.gpgsign': 'true',
  });
  expect(checkoutDigest(path)).toBe(before);
});

test('a folder that is no checkout has what the person has everywhere', async () => {
  const { env } = atWork();
  expect(await checkoutIdentity(temporaryFolder(), env)).toEqual([
    ['user.name', 'Me'],
    ['user.email', 'me@home.example'],
  ]);
});

test('git reads a setting as it was, whatever is in it', () => {
  const folder = temporaryFolder();
  const values = ['a "b" \\c', ' d # e ; f ', 'g\n\th', ''];
  const path = join(folder, 'config');
  const settings = values.map((value, n) => [`some.sub "sec\\tion.${n}.key`, value] as const);
  writeFileSync(path, configText([...settings, ['plain.key', 'x']]));
  for (const [key, value] of settings) {
    expect(git(folder, 'config', '--file', path, '-z', '--get', key)).toBe(`${value}\0`);
  }
  expect(git(folder, 'config', '--file', path, 'plain.key')).toBe('x');
});
