import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../clock.ts';
import { type GitCall, runGit } from '../git/git.ts';
import { type IndexEntry, indexEntries } from './index-entries.ts';
import { type TakenLargeFiles, takeLargeFiles } from './large-files.ts';
import { leftSubmodules, withLeft } from './left-submodules.ts';
import { type NestedRepository, nestedRepositories } from './nested-repositories.ts';
import { type SalvageDocument, salvageMessage, shownName } from './salvage-document.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import type { ScratchRepository } from './scratch-repository.ts';
import type { SourceRepository } from './source-repository.ts';
import { listChanged, takeFiles } from './take-files.ts';
import { ignoredWork, takeIgnored } from './take-ignored.ts';
import { type TakenRefs, takeRefs } from './take-refs.ts';
import { type TakenStaged, takeStaged } from './take-staged.ts';
import { takeState } from './take-state.ts';
import { writeCommit, writeTree } from './write-objects.ts';

export interface RepositoryToTake {
  source: SourceRepository;
  scratch: ScratchRepository;
  /** `<sha> <name>` of what the remote has. */
  published: readonly string[];
  publishedShas: readonly string[];
  about: Pick<SalvageDocument, 'requestId' | 'attempt' | 'repository' | 'title'>;
  cache: { remote: string };
  nowMs: number;
  maxBytes: number;
  /** Ignored files that look like work are named, or kept as well. */
  ignored: 'list' | 'keep';
  modes: SalvageDocument['modes'];
}

export interface TakenRepository {
  sha: string;
  document: SalvageDocument;
}

/**
 * Writes the salvage commit of one repository, and those of the repositories within. Its tree is the working state; its
 * first parent is HEAD, its last the record, whose tree has the index and whose parents are every branch, tag, stash,
 * commit under way, and salvage within.
 */
export async function takeRepository(wanted: RepositoryToTake): Promise<TakenRepository> {
  const { source, scratch } = wanted;
  const call = scratch.lookAt(source);
  const { entries, indexLost } = await readIndex(call, source);
  const changed = await listChanged(call, entries);
  const { found, checkedOut } = await nestedRepositories(source, scratch, { entries, changed });
  const nested = await takeNested(wanted, found);
  const staged = await takeStaged(scratch, call, entries);
  const own = await takeRefs(source, call, new Set(wanted.published));
  const refs = withLeft(own, await leftSubmodules(source.commonDir, scratch, checkedOut));
  const underWay = await takeState(source.gitDir, call);
  const files = await takeFiles(call, changed, wanted.maxBytes - nested.bytes);
  const ignored = await lookAtIgnored(wanted, call, wanted.maxBytes - nested.bytes - files.bytes);
  const large = await lookAtLarge(wanted, call, {
    revisions: [...refs.tips, ...refs.stashes, staged.tree, files.tree],
    maxBytes: wanted.maxBytes - nested.bytes - files.bytes - ignored.bytes,
  });
  const document: SalvageDocument = {
    version: 1,
    ...wanted.about,
    remote: wanted.cache.remote,
    madeAt: isoTime(wanted.nowMs),
    ...{ head: refs.head, refs: refs.refs, tags: refs.tags, stashLog: refs.stashLog },
    state: underWay.state,
    nested: nested.salvages,
    indexLost,
    modes: wanted.modes,
    ignored: ignored.paths,
    ignoredKept: ignored.tree !== null,
    commits: (await countCommits(wanted, refs.tips, call)) + nested.commits,
    stashes: refs.stashes.length + nested.stashes,
    files: files.files + nested.files,
    largeFiles: large.tree !== null,
    bytes: files.bytes + nested.bytes + ignored.bytes + large.bytes,
  };
  const within = nested.salvages.map(({ sha }) => sha);
  const parents = [...refs.tips, ...refs.stashes, ...underWay.commits, ...within];
  const parts = { staged, refs, ignored: ignored.tree, large: large.tree };
  const record = await writeRecord(wanted, { ...parts, parents }, call);
  const heads = refs.head.sha === null ? [] : [refs.head.sha];
  const message = salvageMessage(document);
  const whole = { tree: files.tree, parents: [...heads, record], message, atMs: wanted.nowMs };
  return { sha: await writeCommit(whole, call), document };
}

async function lookAtIgnored(
  { scratch, source, ignored }: RepositoryToTake,
  call: GitCall,
  maxBytes: number,
): Promise<{ paths: string[]; tree: string | null; bytes: number }> {
  const paths = await ignoredWork(call);
  if (ignored === 'list' || paths.length === 0) return { paths, tree: null, bytes: 0 };
  return { paths, ...(await takeIgnored(scratch, source.workTree, { paths, maxBytes })) };
}

function lookAtLarge(
  { source, published, publishedShas }: RepositoryToTake,
  call: GitCall,
  { revisions, maxBytes }: { revisions: readonly string[]; maxBytes: number },
): Promise<TakenLargeFiles> {
  const elsewhere = [...published.map((line) => line.split(' ')[0] ?? ''), ...publishedShas];
  const without = elsewhere.map((sha) => `^${sha}`);
  return takeLargeFiles(source, call, { revisions: [...revisions, ...without], maxBytes });
}

type TakenNested = Pick<SalvageDocument, 'commits' | 'stashes' | 'files' | 'bytes'> & {
  salvages: SalvageDocument['nested'];
};

async function takeNested(
  wanted: RepositoryToTake,
  repositories: readonly NestedRepository[],
): Promise<TakenNested> {
  const taken: TakenNested = { salvages: [], commits: 0, stashes: 0, files: 0, bytes: 0 };
  for (const { path, source } of repositories) {
    const left = { ...wanted, source, published: [], modes: [], maxBytes: wanted.maxBytes - taken.bytes };
    const { sha, document } = await takeRepository(left).catch((error: unknown) => {
      throw isShallow(source, error) ? shallow(path) : error;
    });
    taken.salvages.push({ path, sha });
    taken.commits += document.commits;
    taken.stashes += document.stashes;
    taken.files += document.files;
    taken.bytes += document.bytes;
  }
  return taken;
}

async function writeRecord(
  { nowMs }: RepositoryToTake,
  { parents, ...parts }: RecordParts & { parents: string[] },
  call: GitCall,
): Promise<string> {
  const tree = await writeTree(recordEntries(parts), call);
  return writeCommit({ tree, parents, message: 'What belongs to a salvage\n', atMs: nowMs }, call);
}

/** An index that git cannot read counts as that of HEAD: then every file is compared by its content. */
async function readIndex(
  call: GitCall & { gitDir: string },
  source: SourceRepository,
): Promise<{ entries: IndexEntry[]; indexLost: boolean }> {
  const readable = await runGit(['ls-files', '--stage', '-z'], call);
  if (readable.kind === 'ok') return { entries: await indexEntries(call), indexLost: false };
  const head = await mustGit(['rev-parse', '--verify', 'HEAD'], { ...call, gitDir: source.gitDir });
  rmSync(join(call.gitDir, 'index'));
  await mustGit(['read-tree', head.trim()], call);
  return { entries: await indexEntries(call), indexLost: true };
}

const isShallow = ({ commonDir }: SourceRepository, error: unknown): boolean =>
  error instanceof SalvageError && error.why === 'failed' && existsSync(join(commonDir, 'shallow'));

const shallow = (path: string): SalvageError =>
  new SalvageError(
    'failed',
    `the clone ${shownName(path)} in it is shallow: git fetch --unshallow in it helps`,
  );

interface RecordParts {
  staged: TakenStaged;
  refs: TakenRefs;
  ignored: string | null;
  large: string | null;
}

const recordEntries = ({ staged, refs, ignored, large }: RecordParts) => [
  { type: 'tree', sha: staged.tree, name: 'index' },
  ...(staged.stages === null ? [] : [{ type: 'tree', sha: staged.stages, name: 'stages' }]),
  ...(large === null ? [] : [{ type: 'tree', sha: large, name: 'lfs' }]),
  ...(ignored === null ? [] : [{ type: 'tree', sha: ignored, name: 'ignored' }]),
  ...refs.others.map(({ sha, type }) => ({ type, sha, name: `object-${sha}` })),
];

async function countCommits(
  { published, publishedShas }: RepositoryToTake,
  tips: readonly string[],
  call: GitCall,
): Promise<number> {
  const elsewhere = [...published.map((line) => line.split(' ')[0] ?? ''), ...publishedShas];
  const input = [...tips, ...elsewhere.map((sha) => `^${sha}`)].map((line) => `${line}\n`).join('');
  return Number(await mustGit(['rev-list', '--count', '--ignore-missing', '--stdin'], { ...call, input }));
}
