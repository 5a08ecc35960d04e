import { mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makePrivateFolder } from '../../src/edge/make-private-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it('makes a folder, and those above it, for this user only; one that is there stays as it is', () => {
  const folder = temporaryFolder();
  makePrivateFolder(join(folder, 'a/b'));
  for (const name of ['a', 'a/b']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o700);
  mkdirSync(join(folder, 'open'), { mode: 0o755 });
  makePrivateFolder(join(folder, 'open'));
  expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o755);
});

it('goes through a link to a folder', () => {
  const folder = temporaryFolder();
  symlinkSync(folder, join(folder, 'link'));
  makePrivateFolder(join(folder, 'link/a'));
  expect(statSync(join(folder, 'a')).isDirectory()).toBe(true);
});

it.runIf(process.platform === 'linux')('refuses a place where no folders can be made, at once', () => {
  for (const path of ['/proc/planeguard', '/proc/planeguard/state'])
    expect(() => makePrivateFolder(path)).toThrow(/^\/proc\/planeguard cannot be made: .*--state-dir/);
});

it.runIf(process.platform === 'linux')('refuses a place where this user may make none', () => {
  expect(() => makePrivateFolder('/sys/planeguard/state')).toThrow(
    /^\/sys\/planeguard cannot be made: (this user may not|the file system is read-only)\. .*--state-dir/,
  );
});

it('says what is in the way', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
  expect(() => makePrivateFolder(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makePrivateFolder(join(folder, 'file/a'))).toThrow(/ENOTDIR/);
  expect(() => makePrivateFolder(join(folder, 'link/a'))).toThrow(/cannot be made|EEXIST/);
});
