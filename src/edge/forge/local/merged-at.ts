import { runGit } from '../../git/git.ts';
import { gitMessage } from '../../git/git-failure.ts';
import type { RepositoryCache } from '../../git/repository-cache.ts';

interface Question {
  headSha: string;
  baseSha: string;
}

export type MergedAt =
  /** `sha` is the commit of the base that brought the work in. */
  | { kind: 'merged'; sha: string }
  | { kind: 'not_merged' }
  /** Git gave no answer, which is not a no. */
  | { kind: 'unknown'; message: string };

/** Whether, and where, the base has the head's work. */
export async function mergedAt(cache: RepositoryCache, question: Question): Promise<MergedAt> {
  try {
    const sha = await mergeOf(cache, question);
    return sha === null ? { kind: 'not_merged' } : { kind: 'merged', sha };
  } catch (error) {
    if (error instanceof NoAnswerError) return { kind: 'unknown', message: error.message };
    throw error;
  }
}

async function mergeOf(cache: RepositoryCache, question: Question): Promise<string | null> {
  const { headSha, baseSha } = question;
  const contained = await gitUnlessNo(cache, ['merge-base', '--is-ancestor', headSha, baseSha]);
  if (contained !== null) return mergeCommit(cache, question);
  if (await rebased(cache, question)) return baseSha;
  const changed = await changedBy(cache, question);
  if (changed === null) return null;
  if (await sameContent(cache, question)) return baseSha;
  return squashedAt(cache, { ...question, changed });
}

/** The oldest commit on the base's first-parent line that has the head; the head itself after a fast-forward. */
async function mergeCommit(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<string> {
  const args = ['rev-list', '--first-parent', '--ancestry-path', `${headSha}..${baseSha}`];
  const merges = (await git(cache, args)).split('\n').filter((sha) => sha !== '');
  const oldest = merges.at(-1);
  if (oldest === undefined) return headSha;
  const onBase = await git(cache, ['rev-list', '--first-parent', baseSha, `^${oldest}^@`]);
  return onBase.includes(oldest) ? oldest : headSha;
}

/** The patch of the whole head. Null when it has none, or shares no history with the base: that proves nothing. */
async function changedBy(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<string | null> {
  const forkSha = await gitUnlessNo(cache, ['merge-base', baseSha, headSha]);
  if (forkSha === null) return null;
  const patch = await git(cache, ['diff-tree', '-p', '-r', forkSha, headSha]);
  return patch === '' ? null : patch;
}

/** After a squash or a rebase, merging the head once more would change nothing. */
async function sameContent(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<boolean> {
  const merged = await gitUnlessNo(cache, ['merge-tree', '--write-tree', baseSha, headSha]);
  return merged === (await git(cache, ['rev-parse', '--verify', `${baseSha}^{tree}`]));
}

/** Every commit of the head has one of the same patch on the base: git-cherry(1) marks it `-`. */
async function rebased(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<boolean> {
  const marks = await git(cache, ['cherry', baseSha, headSha]);
  return marks.split('\n').every((line) => line.startsWith('- '));
}

/** How far back a squash is looked for once the base has gone on to change the same lines. */
const longestSearch = 500;

/** A commit on the base whose patch is that of the whole head. */
async function squashedAt(
  cache: RepositoryCache,
  { headSha, baseSha, changed }: Question & { changed: string },
): Promise<string | null> {
  const args = [
    'log',
    '-p',
    '--first-parent',
    '--no-merges',
    `--max-count=${longestSearch}`,
    '--format=commit %H',
  ];
  const candidates = await git(cache, [...args, `${headSha}..${baseSha}`]);
  const [wanted] = await patchIds(cache, changed);
  const found = (await patchIds(cache, candidates)).find(({ id }) => id === wanted?.id);
  return found?.sha ?? null;
}

async function patchIds(cache: RepositoryCache, patches: string): Promise<{ id: string; sha: string }[]> {
  const output = await git(cache, ['patch-id', '--stable'], patches);
  return output
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([id, sha]) => (id !== undefined && sha !== undefined ? [{ id, sha }] : []));
}

/** A git that failed, was killed or took too long. */
class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/** Trimmed output. @throws NoAnswerError */
async function git(cache: RepositoryCache, args: string[], input?: string): Promise<string> {
  const output = await gitUnlessNo(cache, args, input);
  if (output === null) throw new NoAnswerError(`git ${args[0]} failed`);
  return output;
}

/** Trimmed output; null when git says no, by exit code 1. @throws NoAnswerError */
async function gitUnlessNo(cache: RepositoryCache, args: string[], input?: string): Promise<string | null> {
  const call = { env: cache.env, gitDir: cache.directory, ...(input === undefined ? {} : { input }) };
  const result = await runGit(args, call);
  if (result.kind === 'ok') return result.stdout.trim();
  if (result.exitCode === 1 && result.failure === 'failed') return null;
  const why = result.failure === 'timed_out' ? 'it took too long' : gitMessage(result.stderr);
  throw new NoAnswerError(`git ${args[0]} gave no answer: ${why}`);
}
