import { runGit } from '../../git/git.ts';
import type { RepositoryCache } from '../../git/repository-cache.ts';

interface Question {
  headSha: string;
  baseSha: string;
}

/** The commit of the base that brought the head's work in; null when the base lacks it, or git cannot tell. */
export async function mergedAt(cache: RepositoryCache, question: Question): Promise<string | null> {
  if (await contains(cache, question)) return mergeCommit(cache, question);
  if ((await sameContent(cache, question)) || (await rebased(cache, question))) return question.baseSha;
  return squashedAt(cache, question);
}

async function contains(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<boolean> {
  return (await git(cache, ['merge-base', '--is-ancestor', headSha, baseSha])) !== null;
}

/** The oldest commit on the base's first-parent line that has the head; the head itself after a fast-forward. */
async function mergeCommit(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<string> {
  const args = ['rev-list', '--first-parent', '--ancestry-path', `${headSha}..${baseSha}`];
  const line = (await git(cache, args)) ?? '';
  const merges = line.split('\n').filter((sha) => sha !== '');
  const oldest = merges.at(-1);
  if (oldest === undefined) return headSha;
  const onBase = (await git(cache, ['rev-list', '--first-parent', baseSha, `^${oldest}^@`])) ?? '';
  return onBase.includes(oldest) ? oldest : headSha;
}

/** After a squash or a rebase, merging the head once more would change nothing. A head without a change proves nothing. */
async function sameContent(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<boolean> {
  const changed = await git(cache, ['diff-tree', '-r', '--merge-base', '--name-only', baseSha, headSha]);
  if (changed === null || changed.trim() === '') return false;
  const merged = await git(cache, ['merge-tree', '--write-tree', baseSha, headSha]);
  const now = await git(cache, ['rev-parse', '--verify', `${baseSha}^{tree}`]);
  return merged !== null && merged === now;
}

/** Every commit of the head has one of the same patch on the base: git-cherry(1) marks it `-`. */
async function rebased(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<boolean> {
  const marks = await git(cache, ['cherry', baseSha, headSha]);
  // Of no answer, every line would be marked.
  if (marks === null) return false;
  return marks.split('\n').every((line) => line.startsWith('- '));
}

/** How far back a squash is looked for once the base has gone on to change the same lines. */
const longestSearch = 500;

/** A commit on the base whose patch is that of the whole head. */
async function squashedAt(cache: RepositoryCache, { headSha, baseSha }: Question): Promise<string | null> {
  const wanted = await git(cache, ['diff-tree', '-p', '-r', '--merge-base', baseSha, headSha]);
  const args = [
    'log',
    '-p',
    '--first-parent',
    '--no-merges',
    `--max-count=${longestSearch}`,
    '--format=commit %H',
  ];
  const candidates = await git(cache, [...args, `${headSha}..${baseSha}`]);
  if (wanted === null || wanted === '' || candidates === null || candidates === '') return null;
  const [wantedId] = await patchIds(cache, wanted);
  const found = (await patchIds(cache, candidates)).find(({ id }) => id === wantedId?.id);
  return found?.sha ?? null;
}

async function patchIds(cache: RepositoryCache, patches: string): Promise<{ id: string; sha: string }[]> {
  const output = (await git(cache, ['patch-id', '--stable'], patches)) ?? '';
  return output
    .split('\n')
    .map((line) => line.split(' '))
    .flatMap(([id, sha]) => (id !== undefined && sha !== undefined ? [{ id, sha }] : []));
}

/** Trimmed output; null when git says no, or fails. */
async function git(cache: RepositoryCache, args: string[], input?: string): Promise<string | null> {
  const call = { env: cache.env, gitDir: cache.directory, ...(input === undefined ? {} : { input }) };
  const result = await runGit(args, call);
  return result.kind === 'ok' ? result.stdout.trim() : null;
}
