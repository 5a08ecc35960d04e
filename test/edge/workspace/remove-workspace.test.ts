import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type Removal, removeWorkspace } from '../../../src/edge/workspace/remove-workspace.ts';
import { bareRemote, writeFiles } from '../../support/git-repository.ts';
import { sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function session() {
  const folder = temporaryFolder();
  const made = await sessionWorkspace(folder, bareRemote(join(folder, 'shop.git')));
  const root = dirname(made.path);
  const removal: Removal = { workspace: made.path, root, owner: made.owner, decision: { kind: 'remove' } };
  return { folder, root, removal };
}

test('a workspace goes whole, and a second time is no error', async () => {
  const { root, removal } = await session();
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
  expect(readdirSync(root)).toEqual([]);
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
});

test('read-only directories go as well', async () => {
  const { root, removal } = await session();
  writeFiles(removal.workspace, { 'cache/deep/file': 'x' });
  chmodSync(join(removal.workspace, 'cache/deep'), 0o555);
  chmodSync(join(removal.workspace, 'cache'), 0o555);
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
  expect(readdirSync(root)).toEqual([]);
});

test('directories that are deeper than a path may be long go as well', async () => {
  const { root, removal } = await session();
  const deeper = `mkdir ${'d'.repeat(200)}; cd ${'d'.repeat(200)};`;
  execFileSync('sh', ['-c', `${deeper.repeat(25)} echo x > x`], { cwd: removal.workspace });
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
  expect(readdirSync(root)).toEqual([]);
});

test('symlinks in it are deleted, not followed', async () => {
  const { folder, removal } = await session();
  writeFiles(folder, { 'precious/file': 'x' });
  symlinkSync(join(folder, 'precious'), join(removal.workspace, 'link'));
  symlinkSync(folder, join(removal.workspace, '.git', 'link'));
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
  expect(existsSync(join(folder, 'precious/file'))).toBe(true);
});

test('a deletion that a crash interrupted is finished', async () => {
  const { root, removal } = await session();
  const trash = join(root, '.r1-1.trash');
  renameSync(removal.workspace, trash);
  rmSync(join(trash, '.git'), { recursive: true });
  expect(await removeWorkspace(removal)).toEqual({ kind: 'removed' });
  expect(readdirSync(root)).toEqual([]);
});

test("another session's and another installation's workspaces are kept", async () => {
  const { removal } = await session();
  for (const owner of [
    { installation: 'w1', sessionId: 'r1-2' },
    { installation: 'w2', sessionId: 'r1-1' },
  ]) {
    expect(await removeWorkspace({ ...removal, owner })).toMatchObject({ kind: 'kept', why: 'not_ours' });
  }
  expect(existsSync(join(removal.workspace, 'a.txt'))).toBe(true);
});

test.each(['', 'torn {', '{"installation":"w1"}', '[]', 'null'])(
  'an owner file that says %j proves nothing',
  async (text) => {
    const { removal } = await session();
    writeFileSync(join(removal.workspace, '.git/planeguard-owner.json'), text);
    expect(await removeWorkspace(removal)).toMatchObject({ kind: 'kept', why: 'not_ours' });
  },
);

test('a symlink in the place of the workspace, or of its git directory, is kept', async () => {
  const { removal, folder } = await session();
  const real = join(folder, 'real');
  renameSync(join(removal.workspace, '.git'), join(folder, 'git'));
  symlinkSync(join(folder, 'git'), join(removal.workspace, '.git'));
  expect(await removeWorkspace(removal)).toMatchObject({ kind: 'kept', why: 'not_ours' });
  renameSync(removal.workspace, real);
  symlinkSync(real, removal.workspace);
  expect(await removeWorkspace(removal)).toMatchObject({ kind: 'kept', why: 'outside' });
  expect(existsSync(join(real, 'a.txt'))).toBe(true);
});

test.each(['/', '/etc', '../elsewhere', 'r1-1/sub', '', '.', '..', '.r1-1.making'])(
  'the path %j below or beside the root is refused',
  async (path) => {
    const { root, removal } = await session();
    mkdirSync(join(removal.workspace, 'sub'));
    const workspace = path.startsWith('/') ? path : `${root}/${path}`;
    expect(await removeWorkspace({ ...removal, workspace })).toMatchObject({ kind: 'kept', why: 'outside' });
    expect(existsSync(join(removal.workspace, 'a.txt'))).toBe(true);
  },
);
