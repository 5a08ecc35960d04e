import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSalvage } from '../../../src/edge/salvage/list-salvage.ts';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, saved, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

test('an index that is locked is salvaged as it is', async () => {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { 'a.txt': 'changed' });
  const before = workingState(made.path);
  writeFileSync(join(made.path, '.git/index.lock'), '');
  expect(workingState(await salvageAndRestore(made))).toEqual(before);
});

test('an index that is corrupt counts as that of HEAD; no file is lost', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'a', 'b.txt': 'b' });
  commit(made.path, { 'c.txt': 'c' });
  writeFiles(made.path, { 'a.txt': 'changed', 'u.txt': 'u' });
  rmSync(join(made.path, 'b.txt'));
  const before = workingState(made.path);
  writeFileSync(join(made.path, '.git/index'), 'DIRC and nothing more');
  expect(workingState(await salvageAndRestore(made))).toEqual(before);
});

test.each(['--assume-unchanged', '--skip-worktree'])(
  'a change that %s hides from git is salvaged',
  async (flag) => {
    const made = await workspaceToSalvage({ 'a.txt': 'a', 'b.txt': 'b' });
    git(made.path, 'update-index', flag, 'a.txt', 'b.txt');
    writeFiles(made.path, { 'a.txt': 'changed' });
    const { files } = workingState(made.path);
    expect(workingState(await salvageAndRestore(made)).files).toEqual(files);
  },
);

test('what the workspace configures runs nothing', async () => {
  const made = await workspaceToSalvage({ 'a.up': 'a', '.gitattributes': '*.up filter=trap\n' });
  const trap = join(made.folder, 'trap');
  for (const [key, value] of [
    ['filter.trap.clean', `touch '${trap}'`],
    ['filter.trap.required', 'true'],
    ['core.fsmonitor', `touch '${trap}'`],
    ['core.hooksPath', join(made.path, 'hooks')],
    ['core.pager', `touch '${trap}'`],
  ] as const) {
    git(made.path, 'config', key, value);
  }
  writeFiles(made.path, { 'a.up': 'changed', 'hooks/post-index-change': `#!/bin/sh\ntouch '${trap}'` });
  chmodSync(join(made.path, 'hooks/post-index-change'), 0o755);
  await saved(made.wanted);
  expect(existsSync(trap)).toBe(false);
});

test('line ends come back byte by byte, whatever the attributes say', async () => {
  const made = await workspaceToSalvage({ 'a.txt': 'one\n', '.gitattributes': '* text=auto eol=crlf\n' });
  writeFiles(made.path, { 'mixed.txt': 'one\r\ntwo\n', 'a.txt': 'one\r\nand two\n' });
  const before = workingState(made.path);
  expect(workingState(await salvageAndRestore(made)).files).toEqual(before.files);
});

test('a commit whose objects are missing keeps the workspace, and leaves no ref', async () => {
  const made = await workspaceToSalvage();
  const sha = commit(made.path, { 'b.txt': 'b' });
  const blob = git(made.path, 'rev-parse', `${sha}:b.txt`);
  rmSync(join(made.path, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
  expect(await takeSalvage(made.wanted)).toMatchObject({ kind: 'impossible', why: 'failed' });
  expect(await findSalvage(made.cache, made.wanted.about)).toBe(null);
  expect(existsSync(made.wanted.scratch)).toBe(false);
});

test('more than the limit is not salvaged', async () => {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { 'large.bin': 'x'.repeat(2_000) });
  const taken = await takeSalvage({ ...made.wanted, maxBytes: 1_999 });
  expect(taken).toMatchObject({ kind: 'impossible', why: 'too_large' });
});

test('a large binary file comes back', async () => {
  const made = await workspaceToSalvage();
  execFileSync('dd', [
    'if=/dev/urandom',
    `of=${join(made.path, 'large.bin')}`,
    'bs=1M',
    'count=20',
    'status=none',
  ]);
  const before = workingState(made.path);
  expect(workingState(await salvageAndRestore(made)).files).toEqual(before.files);
});

test('a later salvage takes the place of an earlier one', async () => {
  const made = await workspaceToSalvage();
  writeFiles(made.path, { 'u.txt': 'first' });
  const first = await saved(made.wanted);
  writeFiles(made.path, { 'u.txt': 'second' });
  const second = await saved(made.wanted);
  expect(second.ref).toBe(first.ref);
  expect(git(made.cache.directory, 'show', `${second.ref}:u.txt`)).toBe('second');
  expect(
    readdirSync(join(made.cache.directory, 'objects/pack')).some((name) => name.startsWith('tmp_')),
  ).toBe(false);
  expect(lstatSync(join(made.path, 'u.txt')).isFile()).toBe(true);
});
