import { execFileSync } from 'node:child_process';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/edge/clock.ts';
import { takeSalvage } from '../../../src/edge/salvage/take-salvage.ts';
import { commit, git, writeFiles } from '../../support/git-repository.ts';
import {
  type SalvagedWorkspace,
  salvageAndRestore,
  saved,
  workspaceToSalvage,
} from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

const files = { 'a.txt': 'a\n', 'dir/c.txt': 'c\n', 'dir/d.txt': 'd\n' };

const inShell = ({ path }: SalvagedWorkspace, script: string) =>
  execFileSync('sh', ['-c', script], { cwd: path });

test.each([
  ['a file by a folder', 'rm a.txt; mkdir a.txt; echo q > a.txt/q'],
  ['a folder by a file', 'rm -r dir; echo q > dir'],
  ['a folder by a link to files of the same names', 'mkdir o; echo x > o/c.txt; rm -r dir; ln -s o dir'],
  ['a folder by a link to somewhere else', 'rm -r dir; ln -s /nowhere dir'],
])('%s that was replaced comes back', async (_, script) => {
  const made = await workspaceToSalvage(files);
  inShell(made, script);
  const before = workingState(made.path);
  expect(workingState(await salvageAndRestore(made))).toEqual(before);
});

test('a file whose place a FIFO has taken counts as deleted; the rest comes back', async () => {
  const made = await workspaceToSalvage(files);
  inShell(made, 'rm a.txt; mkfifo a.txt; echo u > u.txt');
  const restored = await salvageAndRestore(made);
  expect(git(restored, 'status', '--short')).toBe(' D a.txt\n?? u.txt');
});

test('names that git takes for dangerous on other systems come back', async () => {
  const made = await workspaceToSalvage(files);
  writeFiles(made.path, { 'git~1': '1', 'a\\.git': '2', '.git\\x': '3', 'dir/.git ': '4', 'b\\c': '5' });
  const before = workingState(made.path);
  expect(workingState(await salvageAndRestore(made)).files).toEqual(before.files);
});

test.each([
  ['a folder that differs from .git by its case only', 'mkdir .GIT; echo x > .GIT/x', '.GIT/x'],
  ['a link in the place of .gitmodules', 'ln -s a.txt .gitmodules', '.gitmodules'],
])('%s, which git refuses to store, keeps the workspace', async (_, script, path) => {
  const made = await workspaceToSalvage(files);
  inShell(made, script);
  const taken = await takeSalvage(made.wanted);
  expect(taken).toMatchObject({ kind: 'impossible', why: 'failed', message: expect.stringContaining(path) });
});

test('a repository that was begun in a folder of tracked files comes back, with its branches', async () => {
  const made = await workspaceToSalvage(files);
  const inner = join(made.path, 'dir');
  git(inner, 'init', '--quiet', '--initial-branch=main');
  commit(inner, {});
  git(inner, 'switch', '--quiet', '--create', 'other');
  commit(inner, { 'e.txt': 'e' });
  git(inner, 'switch', '--quiet', 'main');
  const before = [made.path, inner].map(workingState);
  expect(await saved(made.wanted)).toMatchObject({ nested: ['dir'], commits: 2 });
  const restored = await salvageAndRestore(made);
  expect([restored, join(restored, 'dir')].map(workingState)).toEqual(before);
});

test('a change of equal length within the second in which git last looked is not overlooked', async () => {
  const made = await workspaceToSalvage(files);
  const then = Math.floor(systemClock.nowMs() / 1000) - 10;
  const write = (content: string) => {
    writeFiles(made.path, { 'a.txt': content });
    utimesSync(join(made.path, 'a.txt'), then, then);
  };
  write('one\n');
  git(made.path, 'add', 'a.txt');
  write('two\n');
  utimesSync(join(made.path, '.git/index'), then, then);
  const restored = await salvageAndRestore(made);
  expect(readFileSync(join(restored, 'a.txt'), 'utf8')).toBe('two\n');
});
