import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { personEnvironment } from '../../src/config/environment.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { run } from '../../src/edge/exec.ts';
import { fetchCache } from '../../src/edge/git/fetch-cache.ts';
import { repositoryCache } from '../../src/edge/git/repository-cache.ts';
import { findSalvage } from '../../src/edge/salvage/list-salvage.ts';
import { restoreSalvage } from '../../src/edge/salvage/restore-salvage.ts';
import { takeSalvage } from '../../src/edge/salvage/take-salvage.ts';
import { createWorkspace } from '../../src/edge/workspace/create-workspace.ts';
import { type BenchPlace, makeBenchPlace } from '../place/bench-place.ts';
import { author } from '../place/fixture-repository.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const files = 10_000;
const perFolder = 100;
const runs = 5;

/** How long the removal of a workspace waits for its work to be safe. */
export const salvage: Figure = {
  name: 'salvage',
  seconds: 60,
  measure: async (folder) => {
    const place = await makeBenchPlace(folder);
    try {
      return await measureSalvage(place);
    } finally {
      place.remove();
    }
  },
};

async function measureSalvage(place: BenchPlace): Promise<Row[]> {
  const scene = await makeScene(place);
  const few = await timesOf((attempt) => {
    writeFileSync(join(scene.path, 'folder-0', 'file-0.txt'), `changed ${attempt}\n`);
    return scene.take(attempt);
  });
  const many = await timesOf((attempt) => {
    writeTree(join(scene.path, 'new'), `new ${attempt}`);
    return scene.take(attempt + runs);
  });
  const restored = await timesOf((attempt) => scene.restore(attempt + 1));
  const aim = { below: 2_000 };
  return [
    rowOf({ what: `salvage, ${files} files, one of them changed`, unit: 'ms', aim }, few),
    rowOf({ what: `salvage, ${files} new files each time`, unit: 'ms', aim }, many),
    rowOf({ what: `restore of ${files} files, one of them changed`, unit: 'ms', aim: null }, restored),
  ];
}

async function timesOf(once: (attempt: number) => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let attempt = 0; attempt < runs; attempt += 1) times.push(await once(attempt));
  return times;
}

/** A workspace of many files, made as the worker makes it. */
async function makeScene({ root, env, repository }: BenchPlace) {
  await addFiles(root, repository, env);
  const cache = repositoryCache(join(root, 'cache'), repository, personEnvironment());
  const fetched = await fetchCache(cache);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  const path = join(root, 'workspaces', 'bench-1');
  mkdirSync(join(root, 'workspaces'));
  const owner = { installation: 'bench', sessionId: 'bench-1' };
  const { defaultBranch, headSha: startSha } = fetched;
  await createWorkspace({ path, owner, cache, defaultBranch, branch: 'bench', startSha });
  const about = (attempt: number) => ({ requestId: 'bench', attempt, repository, title: 'Bench' });
  const scratch = join(root, 'scratch');
  const wanted = {
    workspace: path,
    cache,
    publishedShas: [],
    scratch,
    maxBytes: 1e9,
    ignored: 'list',
  } as const;
  return {
    path,
    take: (attempt: number) =>
      timeOf(async () => {
        const taken = await takeSalvage({ ...wanted, about: about(attempt + 1), nowMs: systemClock.nowMs() });
        if (taken.kind !== 'saved') throw new Error(taken.message);
      }),
    restore: async (attempt: number) => {
      const found = await findSalvage(cache, about(attempt));
      if (found === null) throw new Error(`there is no salvage ${attempt}`);
      return timeOf(async () => {
        const restored = await restoreSalvage({
          salvage: found,
          cache,
          to: join(root, `restored-${attempt}`),
        });
        if (restored.kind !== 'restored') throw new Error(restored.kind);
      });
    },
  };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const startedMs = systemClock.monotonicMs();
  await work();
  return systemClock.monotonicMs() - startedMs;
}

async function addFiles(root: string, repository: string, env: BenchPlace['env']): Promise<void> {
  const checkout = join(root, 'checkout');
  await git(['clone', '--quiet', repository, checkout], root, env);
  writeTree(checkout, 'committed');
  await git(['add', '--all'], checkout, env);
  await git(['commit', '--quiet', '--no-gpg-sign', '--message', 'Many files'], checkout, env);
  await git(['push', '--quiet'], checkout, env);
}

function writeTree(path: string, text: string): void {
  for (let file = 0; file < files; file += 1) {
    const folder = join(path, `folder-${Math.floor(file / perFolder)}`);
    if (file % perFolder === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `file-${file}.txt`), `${text} ${file}\n`.repeat(20));
  }
}

async function git(args: string[], cwd: string, env: BenchPlace['env']): Promise<void> {
  const done = await run('git', args, { cwd, env: { ...env, ...author }, timeoutMs: 60_000 });
  if (done.failure !== 'none') throw new Error(`git ${args[0]}: ${done.stderr}`);
}
