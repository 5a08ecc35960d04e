import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type GitCall, runGit, transferTimeoutMs } from '../git/git.ts';
import { asPointers } from '../git/large-files.ts';
import type { RepositoryCache } from '../git/repository-cache.ts';
import { cloneFromCache, restoring } from './clone-from-cache.ts';
import { applyLargeFiles } from './large-files.ts';
import type { Salvage } from './list-salvage.ts';
import { readSalvageBody, type SalvageDocument, shownName } from './salvage-document.ts';
import { mustGit, SalvageError } from './salvage-error.ts';
import { ScratchRepository } from './scratch-repository.ts';
import { stashesIn } from './take-refs.ts';
import { isStateFile } from './take-state.ts';
import { closeAgain } from './unreadable-files.ts';

export interface Application {
  salvage: Pick<Salvage, 'sha' | 'document'>;
  /** Has the salvage's objects, as the repository at `workTree` has. */
  cache: RepositoryCache;
  /** A clone of ours that nobody has worked in yet. */
  workTree: string;
}

/** Brings a fresh clone into the state that was salvaged. May be repeated. Throws `SalvageError`. */
export async function applySalvage(application: Application): Promise<void> {
  const { workTree, cache, salvage } = application;
  const gitDir = join(workTree, '.git');
  const call = { env: cache.env, gitDir, workTree, bytes: true, timeoutMs: transferTimeoutMs };
  await applyRefs(application, call);
  await applyFiles(application, call);
  applyState(application, gitDir);
  for (const nested of salvage.document.nested) await applyNested(application, nested);
  closeAgain(workTree, salvage.document.modes);
  await mustGit(['update-ref', '-d', restoring], call);
}

/** A repository within gets a git directory and objects of its own. */
async function applyNested(
  { cache, workTree }: Application,
  { path, sha }: SalvageDocument['nested'][number],
): Promise<void> {
  const inside = join(workTree, shownName(path));
  mkdirSync(inside, { recursive: true });
  const body = await mustGit(['show', '--no-patch', '--format=%b', sha], {
    env: cache.env,
    gitDir: cache.directory,
  });
  const document = readSalvageBody(body);
  if (document === null) throw new SalvageError('failed', `the salvage of ${shownName(path)} cannot be read`);
  await cloneFromCache(inside, cache, sha);
  await applySalvage({ salvage: { sha, document }, cache, workTree: inside });
}

async function applyRefs({ salvage }: Application, call: GitCall & { gitDir: string }): Promise<void> {
  const { head, refs, tags, stashLog } = salvage.document;
  for (const { content } of tags) {
    await mustGit(['hash-object', '-t', 'tag', '-w', '--stdin'], { ...call, input: content });
  }
  const stash = stashesIn(stashLog).at(-1);
  const all = [...refs, ...(stash === undefined ? [] : [{ name: 'refs/stash', sha: stash }])];
  const input = all.map(({ name, sha }) => `update ${name}\0${sha}\0\0`).join('');
  await mustGit(['update-ref', '--no-deref', '-z', '--stdin'], { ...call, input });
  if (head.branch !== null) await mustGit(['symbolic-ref', 'HEAD', head.branch], call);
  else await mustGit(['update-ref', '--no-deref', 'HEAD', head.sha ?? ''], call);
  if (stash === undefined) return;
  const log = join(call.gitDir, 'logs', 'refs', 'stash');
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, stashLog, 'latin1');
}

/** First what was staged, as git writes files; then, byte by byte, what differed from it, and ignored files. */
async function applyFiles(application: Application, call: GitCall & { gitDir: string }): Promise<void> {
  const { salvage, cache, workTree } = application;
  const record = (await mustGit(['rev-parse', `${salvage.sha}^@`], call)).trim().split('\n').at(-1) ?? '';
  const raw = new ScratchRepository(join(call.gitDir, 'restoring'), cache);
  try {
    if (salvage.document.largeFiles) {
      await applyLargeFiles(`${record}:lfs`, call.gitDir, raw.blank(workTree));
    }
    await applyStaged(record, call);
    await applyDifferences(application, { call, record, files: raw.blank(workTree) });
    if (salvage.document.ignoredKept) {
      const files = raw.blank(workTree);
      await mustGit(['read-tree', `${record}:ignored`], files);
      await mustGit(['checkout-index', '--force', '--all'], files);
    }
  } finally {
    raw.remove();
  }
  await applyStages(record, call);
}

/** Where Git LFS has not got a file, and cannot fetch it, all its files stay pointers. */
async function applyStaged(record: string, call: GitCall): Promise<void> {
  const args = ['read-tree', '--reset', '-u', `${record}:index`];
  if ((await runGit(args, call)).kind === 'failed') await mustGit(args, { ...call, config: asPointers });
}

async function applyDifferences(
  { salvage, workTree }: Application,
  { call, record, files }: { call: GitCall; record: string; files: GitCall },
): Promise<void> {
  const differing = await mustGit(
    ['diff-tree', '-r', '-z', '--no-renames', '--name-status', `${record}:index`, `${salvage.sha}^{tree}`],
    call,
  );
  const changes = pairs(differing.split('\0'));
  for (const [status, path] of changes) if (status === 'D') removeFile(workTree, path);
  await mustGit(['read-tree', salvage.sha], files);
  const written = changes.filter(([status]) => status !== 'D').map(([, path]) => `${path}\0`);
  await mustGit(['checkout-index', '--force', '-z', '--stdin'], { ...files, input: written.join('') });
}

function pairs(fields: readonly string[]): [status: string, path: string][] {
  return fields.flatMap((status, index): [string, string][] => {
    const path = fields[index + 1];
    return index % 2 === 0 && path !== undefined ? [[status, path]] : [];
  });
}

function removeFile(workTree: string, path: string): void {
  const whole = Buffer.concat([Buffer.from(`${workTree}/`), Buffer.from(path, 'latin1')]);
  rmSync(whole, { recursive: true, force: true });
}

/** The sides of a conflict go back into the index. */
async function applyStages(record: string, call: GitCall): Promise<void> {
  const listed = await mustGit(['ls-tree', '-r', '-z', '--full-tree', record, 'stages/'], call);
  const lines = listed.split('\0').flatMap((line) => {
    const [, mode, sha, stage, path] = /^(\d+) \w+ ([0-9a-f]+)\tstages\/([123])\/(.*)$/s.exec(line) ?? [];
    return path === undefined ? [] : [`${mode} ${sha} ${stage}\t${path}\0`];
  });
  if (lines.length > 0) {
    await mustGit(['update-index', '-z', '--index-info'], { ...call, input: lines.join('') });
  }
}

function applyState({ salvage }: Application, gitDir: string): void {
  for (const [name, content] of Object.entries(salvage.document.state).filter(([one]) => isStateFile(one))) {
    mkdirSync(dirname(join(gitDir, name)), { recursive: true });
    writeFileSync(join(gitDir, name), content, 'latin1');
  }
}
