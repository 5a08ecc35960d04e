import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../files.ts';
import { publishedRefs, type RepositoryCache } from '../git/cache.ts';
import { type Environment, runGit } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';

export type InspectedWorkspace =
  | { kind: 'missing' }
  | {
      kind: 'known';
      headSha: string | null;
      /** Null on a detached head. */
      branch: string | null;
      modified: number;
      /** Files that are neither tracked nor ignored. */
      untracked: number;
      /** Commits on a branch, tag, stash or head that neither the remote, as the cache knows it, nor `publishedShas` have. */
      unpublished: number;
      underWay: 'none' | 'merge' | 'rebase' | 'cherry_pick' | 'revert' | 'bisect';
    }
  | { kind: 'unknown'; message: string };

export interface WorkspaceQuestion {
  path: string;
  env: Environment;
  /** What its remote has, as of the last fetch. */
  cache: RepositoryCache;
  /** Commits that are safe elsewhere. */
  publishedShas?: readonly string[];
}

/** Looks at a workspace without changing it. What its agent configured there runs no program. */
export async function inspectWorkspace(question: WorkspaceQuestion): Promise<InspectedWorkspace> {
  if (!existsSync(question.path)) return { kind: 'missing' };
  const [status, unpublished] = await Promise.all([statusOf(question), unpublishedCount(question)]);
  if (typeof status === 'string') return { kind: 'unknown', message: status };
  if (typeof unpublished === 'string') return { kind: 'unknown', message: unpublished };
  return { kind: 'known', ...status, unpublished, underWay: underWay(question.path) };
}

async function statusOf({ path, env }: WorkspaceQuestion) {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--no-renames'];
  const status = await runGit(args, {
    env,
    cwd: path,
    config: [`core.worktree=${path}`],
    gitDir: join(path, '.git'),
  });
  return status.kind === 'ok' ? parseStatus(status.stdout) : gitMessage(status.stderr);
}

function parseStatus(output: string) {
  const entries = output.split('\0');
  const header = (name: string) =>
    entries.find((entry) => entry.startsWith(`# ${name} `))?.slice(name.length + 3);
  const oid = header('branch.oid');
  const branch = header('branch.head');
  return {
    headSha: oid === undefined || oid === '(initial)' ? null : oid,
    branch: branch === undefined || branch === '(detached)' ? null : branch,
    modified: entries.filter((entry) => /^[12u] /.test(entry)).length,
    untracked: entries.filter((entry) => entry.startsWith('? ')).length,
  };
}

/** Compared with the cache, not with the workspace's own `refs/remotes`: those are the agent's to write. */
async function unpublishedCount(question: WorkspaceQuestion): Promise<number | string> {
  const { path, env, cache, publishedShas = [] } = question;
  const known = await publishedRefs(cache);
  if (known === null) return `the cache ${cache.directory} cannot be read`;
  const wanted = [...stashedShas(path), ...[...known, ...publishedShas].map((sha) => `^${sha}`)];
  const args = [
    'rev-list',
    '--count',
    '--ignore-missing',
    '--exclude=refs/remotes/*',
    '--all',
    'HEAD',
    '--stdin',
  ];
  const counted = await runGit(args, { env, gitDir: join(path, '.git'), input: `${wanted.join('\n')}\n` });
  return counted.kind === 'ok' ? Number(counted.stdout) : gitMessage(counted.stderr);
}

/** `refs/stash` names the newest stash only; its log has them all. */
function stashedShas(path: string): string[] {
  const log = readIfThere(join(path, '.git', 'logs', 'refs', 'stash')) ?? '';
  return log.split('\n').flatMap((line) => /^[0-9a-f]{40,64} ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []);
}

const signs = [
  ['MERGE_HEAD', 'merge'],
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['CHERRY_PICK_HEAD', 'cherry_pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
] as const;

const underWay = (path: string) =>
  signs.find(([file]) => existsSync(join(path, '.git', file)))?.[1] ?? 'none';
