import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout, commit, git, writeFiles } from '../../support/git-repository.ts';
import { inspect, session } from '../../support/inspected-session.ts';

test('nothing that the agent configured runs', async () => {
  const made = await session({ 'a.txt': 'a', '.gitattributes': '* filter=evil\n' });
  const { trap, program } = trapIn(made.folder);
  const included = join(made.path, '.git/more');
  for (const name of ['filter.evil.clean', 'filter.evil.process', 'filter.evil.smudge']) {
    git(made.path, 'config', '--file', included, name, program);
  }
  for (const [name, value] of [
    ['filter.evil.required', 'true'],
    ['include.path', included],
    ['core.fsmonitor', program],
    ['core.hooksPath', made.folder],
    ['core.pager', program],
    ['diff.external', program],
    ['core.bare', 'true'],
  ]) {
    git(made.path, 'config', '--file', join(made.path, '.git/config'), name ?? '', value ?? '');
  }
  mkdirSync(join(made.path, 'new'));
  writeFiles(made.path, { 'a.txt': 'b', 'new/b': 'b' });
  expect(await inspect(made)).toMatchObject({ kind: 'known', modified: 1, untracked: 1 });
  expect(existsSync(trap)).toBe(false);
});

/** A program that leaves a trace when it runs. */
function trapIn(folder: string) {
  const trap = join(folder, 'trap');
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\ncat\n`);
  chmodSync(program, 0o755);
  return { trap, program };
}

/** A repository of the agent's own, committed as a gitlink. */
function embed(workspace: string, name: string, files: Record<string, string>): string {
  const path = checkout(join(workspace, name), files);
  commit(workspace, {});
  return path;
}

test('filters of a repository within do not run, however deep it is; its changes count', async () => {
  const made = await session();
  const { trap, program } = trapIn(made.folder);
  const attributes = { '.gitattributes': '* filter=evil\n' };
  const outer = embed(made.path, 's', { 'a.txt': 'a', ...attributes });
  const inner = embed(outer, 'deep/t', { 'b.txt': 'b', ...attributes });
  const sha = commit(made.path, {});
  for (const path of [outer, inner]) git(path, 'config', 'filter.evil.clean', program);
  writeFiles(made.path, { 's/a.txt': 'x', 's/deep/t/b.txt': 'x', 's/deep/t/new': 'n' });
  git(inner, 'config', 'status.showUntrackedFiles', 'no');
  expect(await inspect(made, [sha])).toMatchObject({ kind: 'known', modified: 2, untracked: 1 });
  expect(existsSync(trap)).toBe(false);
});

test('a filter that cannot be switched off makes a workspace unknown, and does not run', async () => {
  const made = await session({ 'a.txt': 'a', '.gitattributes': '* filter=e=vil\n' });
  const { trap, program } = trapIn(made.folder);
  git(made.path, 'config', 'filter.e=vil.clean', program);
  writeFiles(made.path, { 'a.txt': 'b' });
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
  expect(existsSync(trap)).toBe(false);
});

test('filters that lie in another folder, which commondir names, do not run', async () => {
  const made = await session({ 'a.txt': 'a', '.gitattributes': '* filter=evil\n' });
  const { trap, program } = trapIn(made.folder);
  const common = join(made.folder, 'common');
  cpSync(join(made.path, '.git'), common, { recursive: true });
  git(made.path, 'config', '--file', join(common, 'config'), 'filter.evil.clean', program);
  writeFileSync(join(made.path, '.git/commondir'), common);
  writeFiles(made.path, { 'a.txt': 'b' });
  expect(await inspect(made)).toMatchObject({ kind: 'known', modified: 1 });
  expect(existsSync(trap)).toBe(false);
});

test('commits that only a repository within has count, though the outer one names them', async () => {
  const made = await session();
  embed(embed(made.path, 's', { 'a.txt': 'a' }), 'deep/t', { 'b.txt': 'b' });
  const sha = commit(made.path, {});
  expect(await inspect(made, [sha])).toMatchObject({ modified: 0, untracked: 0, unpublished: 3 });
});

test('files in the place of a submodule that lost its repository are unknown', async () => {
  const made = await session();
  const path = embed(made.path, 's', { 'a.txt': 'a' });
  rmSync(join(path, '.git'), { recursive: true });
  writeFiles(path, { 'a.txt': 'b' });
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
});

test('a remote that its agent declared a promisor is not asked for what is missing', async () => {
  const made = await session();
  const trap = join(made.folder, 'trap');
  commit(made.path, { 'new.txt': 'n' });
  const tree = git(made.path, 'rev-parse', 'HEAD^{tree}').trim();
  for (const [name, value] of [
    ['core.repositoryFormatVersion', '1'],
    ['extensions.partialClone', 'origin'],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.url', made.remote],
    ['remote.origin.uploadpack', `touch '${trap}'; git-upload-pack`],
  ]) {
    git(made.path, 'config', name ?? '', value ?? '');
  }
  rmSync(join(made.path, '.git/objects', tree.slice(0, 2), tree.slice(2)));
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
  expect(existsSync(trap)).toBe(false);
});

test.each([
  ['a file where git keeps its worktrees', (git: string) => writeFileSync(join(git, 'worktrees'), '')],
  ['a FIFO instead of the configuration', (git: string) => replaceByFifo(join(git, 'config'))],
  ['a folder instead of the log of stashes', (git: string) => makeFolder(join(git, 'logs/refs/stash'))],
])('what cannot be read is unknown, and holds nobody up: %s', async (_, spoil) => {
  const made = await session();
  spoil(join(made.path, '.git'));
  expect(await inspect(made)).toMatchObject({ kind: 'unknown' });
});

const makeFolder = (path: string) => mkdirSync(path, { recursive: true });

function replaceByFifo(path: string): void {
  rmSync(path);
  execFileSync('mkfifo', [path]);
}
