import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';
import { overlookedIn } from '../git/overlooked-files.ts';
import { personalExcludes } from '../git/personal-excludes.ts';
import { isRealDirectory } from './is-real-directory.ts';
import { begunRepositories } from './real-folders.ts';
import { withoutOwnFilters } from './without-own-filters.ts';

export interface UncommittedWork {
  headSha: string | null;
  /** Null on a detached head. */
  branch: string | null;
  /** Tracked files that differ from the commit, or that git was told not to look at. */
  modified: number;
  /** Files that are neither tracked nor ignored by a `.gitignore` or the person: the rest is the agent's to write. */
  untracked: number;
  /** Folders of the repositories at its gitlinks, however deep. */
  repositories: string[];
}

/**
 * Looks at the files of a working tree and of the repositories at its gitlinks, each with its own filters switched
 * off: git would look into those by their own configuration. A string when git cannot tell.
 */
export async function uncommittedWork(path: string, env: Environment): Promise<UncommittedWork | string> {
  const [status, tracked, others] = await Promise.all([
    statusOf(path, env),
    trackedFiles(path, env),
    untrackedFiles(path, env),
  ]);
  if (typeof status === 'string') return status;
  if (typeof tracked === 'string') return tracked;
  if (typeof others === 'string') return others;
  let [modified, untracked] = [status.modified + tracked.hidden, others + tracked.begun];
  const repositories: string[] = [];
  for (const gitlink of tracked.gitlinks) {
    const within = await workAt(path, gitlink, env);
    if (typeof within === 'string') return within;
    modified += within.modified;
    untracked += within.untracked;
    repositories.push(...within.repositories);
  }
  return { ...status, modified, untracked, repositories };
}

async function statusOf(path: string, env: Environment): Promise<Status | string> {
  const gitDir = join(path, '.git');
  const filters = await withoutOwnFilters(gitDir, env);
  if (filters === null) return `the configuration of ${path} cannot be read`;
  const scope = ['--untracked-files=no', '--ignore-submodules=dirty', '--no-renames'];
  const status = await runGit(['status', '--porcelain=v2', '--branch', '-z', ...scope], {
    env,
    gitDir,
    workTree: path,
    config: filters,
  });
  return status.kind === 'ok' ? parseStatus(status.stdout) : gitMessage(status.stderr);
}

type Status = Omit<UncommittedWork, 'untracked' | 'repositories'>;

function parseStatus(output: string): Status {
  const entries = output.split('\0');
  const header = (name: string) =>
    entries.find((entry) => entry.startsWith(`# ${name} `))?.slice(name.length + 3);
  const oid = header('branch.oid');
  const branch = header('branch.head');
  return {
    headSha: oid === undefined || oid === '(initial)' ? null : oid,
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    modified: entries.filter((entry) => /^[12u] /.test(entry)).length,
  };
}

/** Without `info/exclude` and the repository's own `core.excludesFile`, which status would follow. */
async function untrackedFiles(path: string, env: Environment): Promise<number | string> {
  const personal = await personalExcludes(env);
  const excludes = personal === null ? [] : [`--exclude-from=${personal}`];
  const call = { env, gitDir: join(path, '.git'), workTree: path };
  const args = ['ls-files', '--others', '-z', '--exclude-per-directory=.gitignore', ...excludes];
  const listed = await runGit(args, call);
  const overlooked = overlookedIn(listed.stderr);
  if (listed.kind === 'failed' || overlooked !== null) return overlooked ?? gitMessage(listed.stderr);
  return listed.stdout.split('\0').filter((name) => name !== '').length;
}

/**
 * Counts files that status passes over because they are marked assume-unchanged (a small letter) or skip-worktree
 * (`S`), and that exist: a sparse checkout has no file there. Names the gitlinks besides.
 */
async function trackedFiles(path: string, env: Environment) {
  const call = { env, gitDir: join(path, '.git'), workTree: path };
  const listed = await runGit(['ls-files', '-v', '--stage', '-z'], call);
  if (listed.kind === 'failed') return gitMessage(listed.stderr);
  const entries = listed.stdout.split('\0');
  const marked = entries.filter((entry) => /^[a-zS] /.test(entry)).map(nameIn);
  const gitlinks = entries.filter((entry) => /^. 160000 /.test(entry)).map(nameIn);
  return {
    begun: begunRepositories(path, entries.map(nameIn), 'utf8').length,
    hidden: marked.filter((name) => existsSync(join(path, name))).length,
    gitlinks: [...new Set(gitlinks)],
  };
}

const nameIn = (entry: string): string => entry.slice(entry.indexOf('\t') + 1);

/** What is there instead of a folder, or behind a link, status itself counts as deleted. */
async function workAt(
  path: string,
  gitlink: string,
  env: Environment,
): Promise<Pick<UncommittedWork, 'modified' | 'untracked' | 'repositories'> | string> {
  const folder = join(path, gitlink);
  if (gitlink.includes('\ufffd')) return `${folder} has a name that is not UTF-8`;
  const none = { modified: 0, untracked: 0, repositories: [] };
  if (!isRealDirectory(folder) || realpathSync(folder) !== join(realpathSync(path), gitlink)) return none;
  if (!existsSync(join(folder, '.git')))
    return readdirSync(folder).length === 0 ? none : `${folder} has files and no repository`;
  const within = await uncommittedWork(folder, env);
  if (typeof within === 'string') return within;
  return { ...within, repositories: [folder, ...within.repositories] };
}
