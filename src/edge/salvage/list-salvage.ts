import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { gitMessage } from '../git/git-failure.ts';
import { readSalvageBody, type SalvageDocument } from './salvage-document.ts';
import { SalvageError } from './salvage-error.ts';
import { salvageRef, salvageRefs } from './salvage-ref.ts';

export interface Salvage {
  /** The cache that has it. */
  directory: string;
  ref: string;
  sha: string;
  document: SalvageDocument;
}

/**
 * Every salvage in the caches of a state directory, newest first.
 * @param onUnreadable hears of each cache that cannot be read, and why: what it has is not in the list.
 */
export async function listSalvage(
  caches: string,
  env: Environment,
  onUnreadable?: (cache: string, why: string) => void,
): Promise<Salvage[]> {
  if (!existsSync(caches)) return [];
  const names = readdirSync(caches).filter((name) => name.endsWith('.git'));
  const found = await Promise.all(
    names.map(async (name) => {
      const { salvages, problem } = await salvageIn(join(caches, name), env, salvageRefs);
      if (problem !== null) onUnreadable?.(join(caches, name), problem);
      return salvages;
    }),
  );
  return found.flat().sort((a, b) => (a.document.madeAt < b.document.madeAt ? 1 : -1));
}

/** The salvage of every attempt at a request, the newest attempt first. Throws `SalvageError`. */
export async function salvageOf(
  cache: { directory: string; env: Environment },
  requestId: string,
): Promise<Salvage[]> {
  const prefix = `${salvageRefs}${requestId}/`;
  const { salvages, problem } = await salvageIn(cache.directory, cache.env, prefix);
  if (problem !== null) throw new SalvageError('failed', problem);
  return salvages.sort((a, b) => b.document.attempt - a.document.attempt);
}

/** The salvage of one attempt; null when there is none, or none that can be read. */
export async function findSalvage(
  cache: { directory: string; env: Environment },
  attempt: { requestId: string; attempt: number },
): Promise<Salvage | null> {
  const { salvages } = await salvageIn(cache.directory, cache.env, salvageRef(attempt));
  return salvages[0] ?? null;
}

interface SalvageInCache {
  salvages: Salvage[];
  /** Why there may be more. */
  problem: string | null;
}

async function salvageIn(directory: string, env: Environment, prefix: string): Promise<SalvageInCache> {
  const format = '%(objectname)%00%(refname)%00%(contents:body)%00';
  const listed = await runGit(['for-each-ref', `--format=${format}`, prefix], { env, gitDir: directory });
  const fields = listed.stdout.split('\0');
  const salvages = fields.flatMap((body, index) => {
    if (index % 3 !== 2) return [];
    const document = readSalvageBody(body);
    const [sha = '', ref = ''] = [fields[index - 2]?.trim(), fields[index - 1]];
    return document === null ? [] : [{ directory, ref, sha, document }];
  });
  return { salvages, problem: listed.kind === 'ok' ? null : gitMessage(listed.stderr) };
}
