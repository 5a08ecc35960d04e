import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { copyFiles } from '../../../src/edge/workspace/copy-files.ts';
import { inspectWorkspace } from '../../../src/edge/workspace/inspect-workspace.ts';
import { checkout, git, testEnvironment, writeFiles } from '../../support/git-repository.ts';
import { sessionWorkspace } from '../../support/session-workspace.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const ignoring = { '.gitignore': '.env*\n*.key\n/linked/\n', '.env.example': 'tracked\n', 'a.txt': 'one\n' };

async function place(patterns: string[], files: Record<string, string>) {
  const folder = temporaryFolder();
  const from = checkout(join(folder, 'shop'), ignoring);
  writeFiles(from, files);
  const session = await sessionWorkspace(folder, from);
  const wanted = { from, patterns, workspace: session.path, env: testEnvironment() };
  return { folder, from, session, wanted };
}

test('ignored files come into the workspace with their modes, and are not work there', async () => {
  const { from, session, wanted } = await place(['.env*', 'apps/*/*.key'], {
    '.env': 'A=1\n',
    'apps/web/tls.key': 'secret\n',
  });
  chmodSync(join(from, '.env'), 0o600);
  const made = await copyFiles(wanted);
  expect(made).toMatchObject({ kind: 'copied', copied: ['.env', 'apps/web/tls.key'] });
  expect(readFileSync(join(session.path, 'apps/web/tls.key'), 'utf8')).toBe('secret\n');
  expect(statSync(join(session.path, '.env')).mode & 0o777).toBe(0o600);
  const seen = await inspectWorkspace({
    path: session.path,
    cache: session.cache,
    env: testEnvironment(),
    publishedShas: [],
  });
  expect(seen).toMatchObject({ kind: 'known', untracked: 0, modified: 0 });
  git(session.path, 'add', '--all');
  expect(git(session.path, 'status', '--porcelain')).toBe('');
});

test('a tracked file, one that git does not ignore, and a pattern without a file are named and left', async () => {
  const { from, session, wanted } = await place(['.env*', 'notes.txt', 'none.*'], { 'notes.txt': 'mine\n' });
  writeFileSync(join(from, '.env.example'), 'changed\n');
  expect(await copyFiles(wanted)).toMatchObject({
    copied: [],
    left: [
      { path: 'none.*', why: 'no file matches' },
      { path: '.env.example', why: expect.stringContaining('does not ignore') },
      { path: 'notes.txt', why: expect.stringContaining('does not ignore') },
    ],
  });
  expect(readFileSync(join(session.path, '.env.example'), 'utf8')).toBe('tracked\n');
  expect(existsSync(join(session.path, 'notes.txt'))).toBe(false);
});

test('nothing is read or written through a symlink', async () => {
  const { folder, from, session, wanted } = await place(['.env*', 'in/*.key', 'out/*.key'], {
    'out/b.key': 'b\n',
    '../elsewhere/a.key': 'a\n',
  });
  symlinkSync(join(folder, 'elsewhere/a.key'), join(from, '.env'));
  symlinkSync(join(folder, 'elsewhere'), join(from, 'in'));
  symlinkSync(join(folder, 'elsewhere'), join(session.path, 'out'));
  expect(await copyFiles(wanted)).toMatchObject({ copied: [] });
  expect(existsSync(join(session.path, '.env'))).toBe(false);
  expect(existsSync(join(folder, 'elsewhere/b.key'))).toBe(false);
});

test('what the workspace has already stays, and doing it again changes nothing', async () => {
  const { session, wanted } = await place(['.env'], { '.env': 'A=1\n' });
  await copyFiles(wanted);
  writeFileSync(join(session.path, '.env'), 'A=2\n');
  expect(await copyFiles(wanted)).toMatchObject({ kind: 'copied', copied: ['.env'] });
  expect(readFileSync(join(session.path, '.env'), 'utf8')).toBe('A=2\n');
});

test('a checkout that is not there, and too many bytes, are refused with a sentence', async () => {
  const { folder, wanted } = await place(['*.key'], { 'large.key': 'x'.repeat(65 * 1024 * 1024) });
  expect(await copyFiles(wanted)).toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('bytes'),
  });
  const missing = await copyFiles({ ...wanted, from: join(folder, 'none') });
  expect(missing).toMatchObject({ kind: 'refused', message: expect.stringContaining('not a directory') });
});

test('what belongs into a submodule is named and left, and holds up nothing else', async () => {
  const folder = temporaryFolder();
  const from = checkout(join(folder, 'shop'), ignoring);
  git(from, 'update-index', '--add', '--cacheinfo', `160000,${git(from, 'rev-parse', 'HEAD')},lib`);
  git(from, 'commit', '--quiet', '-m', 'A submodule');
  writeFiles(from, { '.env': 'A=1\n', 'lib/.env': 'B=2\n' });
  const { path: workspace } = await sessionWorkspace(folder, from);
  const made = await copyFiles({ from, patterns: ['**/.env'], workspace, env: testEnvironment() });
  expect(made).toMatchObject({
    ...{ kind: 'copied', copied: ['.env'] },
    left: [{ path: 'lib/.env', why: expect.stringContaining('submodule') }],
  });
});
