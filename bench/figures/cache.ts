import { mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { personEnvironment } from '../../src/config/environment.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { diskUsage } from '../../src/edge/disk-usage.ts';
import { run } from '../../src/edge/exec.ts';
import { fetchCache } from '../../src/edge/git/fetch-cache.ts';
import { publish } from '../../src/edge/git/publish.ts';
import { repackCache } from '../../src/edge/git/repack-cache.ts';
import { type RepositoryCache, repositoryCache } from '../../src/edge/git/repository-cache.ts';
import { dropSalvage } from '../../src/edge/salvage/drop-salvage.ts';
import { listSalvage } from '../../src/edge/salvage/list-salvage.ts';
import { takeSalvage } from '../../src/edge/salvage/take-salvage.ts';
import { createWorkspace } from '../../src/edge/workspace/create-workspace.ts';
import { type BenchPlace, makeBenchPlace } from '../place/bench-place.ts';
import { author } from '../place/fixture-repository.ts';
import type { Row } from '../report/row.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const sessions = 100;
const filesChanged = 10;
const linesPerFile = 600;
const megabyte = 1_000_000;
const day = 86_400_000;

/** What the cache of one repository takes after many sessions, and what repacking gives back. */
export const cache: Figure = {
  name: 'cache',
  seconds: 60,
  measure: async (folder) => {
    const place = await makeBenchPlace(folder);
    try {
      return await measureCache(place);
    } finally {
      place.remove();
    }
  },
};

async function measureCache({ root, env, repository }: BenchPlace): Promise<Row[]> {
  const made = repositoryCache(join(root, 'cache'), repository, personEnvironment());
  mkdirSync(join(root, 'workspaces'));
  for (let session = 0; session < sessions; session += 1) await workIn(root, { made, session, env });
  const before = await diskUsage(made.directory);
  const startedMs = systemClock.monotonicMs();
  const packed = await repack(made);
  const tookMs = systemClock.monotonicMs() - startedMs;
  for (const salvage of await listSalvage(join(root, 'cache'), made.env))
    await dropSalvage(salvage, made.env);
  const without = await repack(made);
  const row = (what: string, bytes: number) =>
    rowOf({ what: `cache of ${sessions} sessions, ${what}`, unit: 'MB', aim: null }, [bytes / megabyte]);
  return [
    row('before repacking', before),
    row('repacked', packed),
    row('repacked without salvage', without),
    rowOf({ what: `repacking the cache of ${sessions} sessions`, unit: 'ms', aim: null }, [tookMs]),
  ];
}

/** A session that publishes one commit of ten files, leaves as much uncommitted, and is salvaged. */
async function workIn(
  root: string,
  { made, session, env }: { made: RepositoryCache; session: number; env: BenchPlace['env'] },
): Promise<void> {
  const fetched = await fetchCache(made);
  if (fetched.kind !== 'ok') throw new Error(fetched.message);
  const sessionId = `bench-${session}`;
  const path = join(root, 'workspaces', sessionId);
  const { defaultBranch: base, headSha: startSha } = fetched;
  const owner = { installation: 'bench', sessionId };
  const branch = `bench/${session}`;
  await createWorkspace({ path, owner, cache: made, defaultBranch: base, branch, startSha });
  change(path, `published by ${sessionId}`);
  for (const args of [
    ['add', '--all'],
    ['commit', '--quiet', '--no-gpg-sign', '--message', sessionId],
  ]) {
    const done = await run('git', args, { cwd: path, env: { ...env, ...author }, timeoutMs: 60_000 });
    if (done.failure !== 'none') throw new Error(`git ${args[0]}: ${done.stderr}`);
  }
  await publish({ cache: made, workspace: path, sessionId, head: branch, expectedSha: null, base });
  change(path, `left by ${sessionId}`);
  const about = { requestId: 'bench', attempt: session + 1, repository: 'bench', title: 'Bench' };
  const salvage = { workspace: path, cache: made, publishedShas: [], scratch: join(root, 'scratch'), about };
  await takeSalvage({ ...salvage, nowMs: systemClock.nowMs(), maxBytes: 1e9, ignored: 'list' });
  rmSync(path, { recursive: true });
}

function change(path: string, text: string): void {
  for (let file = 0; file < filesChanged; file += 1) {
    const lines = Array.from({ length: linesPerFile }, (_, line) => `${text}, line ${line}, ${line ** 3}\n`);
    writeFileSync(join(path, `part-${file}`, 'file-0.txt'), lines.join(''));
  }
}

async function repack({ directory, env }: RepositoryCache): Promise<number> {
  makeOld(directory);
  const { signal } = new AbortController();
  const nowMs = systemClock.nowMs();
  const nobodyBorrows = () => true;
  const repacked = await repackCache({ directory, env, nowMs, headsMs: 30 * day, signal, nobodyBorrows });
  if (repacked.kind !== 'repacked') throw new Error(JSON.stringify(repacked));
  return repacked.afterBytes;
}

/** What is younger than an hour stays. */
function makeOld(directory: string): void {
  const then = new Date(systemClock.nowMs() - day);
  for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    utimesSync(join(directory, name), then, then);
  }
}
