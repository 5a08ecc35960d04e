import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeRuntimeDirectory, removeRuntimeDirectory } from '../../src/edge/runtime-directory.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** As /tmp is. */
function sharedFolder(): string {
  const folder = temporaryFolder();
  chmodSync(folder, 0o1777);
  return folder;
}

it('is made for this user alone, and may be made again', () => {
  const path = join(sharedFolder(), 'planeguard-0', 'abc');
  makeRuntimeDirectory(path);
  makeRuntimeDirectory(path);
  for (const folder of [path, join(path, '..')]) expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('is refused in a shared folder where others may write, or put a link or a file', () => {
  const folder = sharedFolder();
  mkdirSync(join(folder, 'open', 'abc'), { recursive: true });
  chmodSync(join(folder, 'open'), 0o777);
  symlinkSync('/tmp', join(folder, 'link'));
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeRuntimeDirectory(join(folder, 'open', 'abc'))).toThrow(/others may write in it/);
  expect(() => makeRuntimeDirectory(join(folder, 'link', 'abc'))).toThrow(/it is a link or a file/);
  expect(() => makeRuntimeDirectory(join(folder, 'file', 'abc'))).toThrow(/cannot hold the sockets/);
});

it('may lie in a state directory that a group shares, or that a link leads to', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'state'));
  chmodSync(join(folder, 'state'), 0o775);
  symlinkSync(join(folder, 'state'), join(folder, 'link'));
  makeRuntimeDirectory(join(folder, 'link', 'run'));
  expect(statSync(join(folder, 'state', 'run')).mode & 0o777).toBe(0o700);
});

it('goes when its last socket is gone, with the folder above it in a shared folder', () => {
  const folder = sharedFolder();
  const path = join(folder, 'planeguard-0', 'abc');
  makeRuntimeDirectory(path);
  writeFileSync(join(path, 'pg-r1-1.sock'), '');
  removeRuntimeDirectory(path);
  expect(existsSync(path)).toBe(true);
  rmSync(join(path, 'pg-r1-1.sock'));
  removeRuntimeDirectory(path);
  removeRuntimeDirectory(path);
  expect(existsSync(join(folder, 'planeguard-0'))).toBe(false);
});

it.runIf(process.getuid?.() === 0)('is refused where it belongs to another user', () => {
  const path = join(sharedFolder(), 'planeguard-0');
  mkdirSync(path);
  chownSync(path, 65_534, 65_534);
  expect(() => makeRuntimeDirectory(join(path, 'abc'))).toThrow(/belongs to another user/);
});
