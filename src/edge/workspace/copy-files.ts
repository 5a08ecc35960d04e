import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { copyFile, glob, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';
import { gitlinks } from './gitlinks.ts';
import { isRealDirectory } from './is-real-directory.ts';

export interface FilesToCopy {
  /** The person's checkout; absolute. */
  from: string;
  /** Globs relative to it. */
  patterns: readonly string[];
  workspace: string;
  env: Environment;
}

export type CopiedFiles =
  | {
      kind: 'copied';
      copied: string[];
      /** What was asked for and not copied, each with the reason. */
      left: { path: string; why: string }[];
    }
  | { kind: 'refused'; message: string };

/** Enough for settings and keys; what is larger belongs in a cache. */
const maxBytes = 64 * 1024 * 1024;
const maxFiles = 1000;

/**
 * Copies files that git ignores (settings, keys) from a person's checkout into a workspace, modes kept. Only ignored
 * ones: those are never committed with `git add --all`, and are not work when the workspace goes. What is there
 * already stays. Nothing is read or written through a symlink. May be repeated after a crash at any point.
 */
export async function copyFiles(wanted: FilesToCopy): Promise<CopiedFiles> {
  const { from, patterns, workspace } = wanted;
  if (patterns.length === 0) return { kind: 'copied', copied: [], left: [] };
  if (!isRealDirectory(from)) return refused(from, 'it is not a directory');
  const { names, left } = await matching(from, patterns);
  if (names.length > maxFiles) return refused(from, `more than ${maxFiles} files match workspace.copy`);
  const bytes = names.reduce((sum, name) => sum + lstatSync(join(from, name)).size, 0);
  if (bytes > maxBytes) return refused(from, `they have ${bytes} bytes, more than ${maxBytes}`);
  const reachable = names.filter((name) => isWithin(dirname(join(workspace, name)), workspace));
  const submodules = reachable.length === 0 ? [] : await gitlinks(workspace, wanted.env);
  if (typeof submodules === 'string') return refused(from, submodules);
  // About these git answers nothing, and fails for all.
  const own = reachable.filter((name) => !submodules.some((folder) => name.startsWith(`${folder}/`)));
  const ignored = await ignoredOf(own, wanted);
  if (typeof ignored === 'string') return refused(from, ignored);
  const copied = own.filter((name) => ignored.has(name));
  for (const name of copied) await copyOne(name, wanted);
  await rm(makingFile(workspace), { force: true });
  const others = names.filter((name) => !ignored.has(name));
  return { kind: 'copied', copied, left: [...left, ...others.map((path) => ({ path, why: notIgnored }))] };
}

const notIgnored = 'git does not ignore it in the workspace, or its folder there is a symlink or a submodule';

const refused = (from: string, why: string): CopiedFiles => ({
  kind: 'refused',
  message: `The files of workspace.copy could not be copied from ${from}: ${why}.`,
});

/** Plain files only. Whoever points a link at a file may mean it, but its target is not in the checkout. */
async function matching(from: string, patterns: readonly string[]) {
  const root = realpathSync(from);
  const names = new Set<string>();
  const left: { path: string; why: string }[] = [];
  for (const pattern of patterns) {
    let found = 0;
    for await (const name of glob(pattern, { cwd: root, exclude: isGitDirectory })) {
      if (isGitDirectory(name) || lstatSync(join(root, name)).isDirectory()) continue;
      found += 1;
      if (isPlain(root, name)) names.add(name);
      else left.push({ path: name, why: 'it is a symlink, behind one, or not a file' });
      if (names.size > maxFiles) break;
    }
    if (found === 0) left.push({ path: pattern, why: 'no file matches' });
  }
  return { names: [...names].sort(), left };
}

const isGitDirectory = (name: string): boolean => name.split('/').includes('.git');

const isPlain = (root: string, name: string): boolean =>
  lstatSync(join(root, name)).isFile() && realpathSync(join(root, name)) === join(root, name);

/** As a `.gitignore`, or the person, ignores: tracked files never are. Exit code 1: none of them is; see git-check-ignore(1). */
async function ignoredOf(
  names: readonly string[],
  { workspace, env }: FilesToCopy,
): Promise<Set<string> | string> {
  if (names.length === 0) return new Set();
  const input = names.map((name) => `./${name}\0`).join('');
  const call = { env, gitDir: join(workspace, '.git'), workTree: workspace, input };
  // It takes no literal pathspecs; with `./` before it no name has magic.
  const asked = await runGit(['--no-literal-pathspecs', 'check-ignore', '--stdin', '-z'], call);
  if (asked.kind === 'failed' && asked.exitCode !== 1) return gitMessage(asked.stderr);
  return new Set(asked.stdout.split('\0').map((name) => name.slice(2)));
}

/** It appears whole or not at all. */
async function copyOne(name: string, { from, workspace }: FilesToCopy): Promise<void> {
  const to = join(workspace, name);
  if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) return;
  mkdirSync(dirname(to), { recursive: true });
  await copyFile(join(from, name), makingFile(workspace));
  await rename(makingFile(workspace), to);
}

const makingFile = (workspace: string): string => join(workspace, '.git', 'planeguard-copying');

/** Whether the nearest part of the path that exists is really in the workspace, and a folder. */
function isWithin(folder: string, workspace: string): boolean {
  let nearest = folder;
  while (lstatSync(nearest, { throwIfNoEntry: false }) === undefined) nearest = dirname(nearest);
  if (!isRealDirectory(nearest)) return false;
  const root = realpathSync(workspace);
  return realpathSync(nearest) === root + nearest.slice(workspace.length);
}
