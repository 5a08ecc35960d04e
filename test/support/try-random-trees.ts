import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, onTestFinished } from 'vitest';
import { aliveness } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { identityOf, isAlive } from './alive.ts';
import { launchedSession } from './guarded-session.ts';
import { killRoots } from './kill-roots.ts';
import { countOf, forestScript, type TreeProcess, treeArbitrary } from './random-tree.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

/** Stops sessions with random trees of processes and expects nobody to be left. `SEED=n` repeats a run. */
export async function tryRandomTrees(tier: 1 | 3, trees: number): Promise<void> {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  console.info(`${trees} random trees on tier ${tier}, SEED=${seed}`);
  const property = fc.asyncProperty(treeArbitrary(tier), (tree) => tryTree(tier, tree));
  // Each try costs real processes: the first counterexample is small enough.
  await fc.assert(property, { seed, numRuns: trees, endOnFailure: true });
}

async function tryTree(tier: 1 | 3, tree: { forest: TreeProcess[]; rootsKilled: boolean }): Promise<void> {
  const folder = temporaryFolder();
  const script = forestScript(tree.forest, folder);
  const session = await launchedSession(['sh', '-c', `${script}\nexec sleep 600`], { tier });
  const pids = join(folder, 'pids');
  await until('all have started', () => readdirSync(pids).length === countOf(tree.forest));
  const identities = readdirSync(pids).map((name) =>
    identityOf(readFileSync(join(pids, name), 'utf8').trim()),
  );
  onTestFinished(() => {
    for (const each of identities) signalProcess(each, 'SIGKILL');
  });
  if (tree.rootsKilled) await killRoots(session);
  expect(await session.stop(50)).toMatchObject({ residue: [] });
  expect(identities.filter(isAlive).map((each) => ({ ...each, state: aliveness(each) }))).toEqual([]);
}
