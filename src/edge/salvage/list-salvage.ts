import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../git/git.ts';
import type { Environment } from '../git/git-environment.ts';
import { readSalvageBody, type SalvageDocument } from './salvage-document.ts';
import { salvageRef, salvageRefs } from './salvage-ref.ts';

export interface Salvage {
  /** The cache that has it. */
  directory: string;
  ref: string;
  sha: string;
  document: SalvageDocument;
}

/** Every salvage in the caches of a state directory, newest first. */
export async function listSalvage(caches: string, env: Environment): Promise<Salvage[]> {
  if (!existsSync(caches)) return [];
  const names = readdirSync(caches).filter((name) => name.endsWith('.git'));
  const found = await Promise.all(names.map((name) => salvageIn(join(caches, name), env, salvageRefs)));
  return found.flat().sort((a, b) => (a.document.madeAt < b.document.madeAt ? 1 : -1));
}

/** The salvage of every attempt at a request, the newest attempt first. */
export async function salvageOf(
  cache: { directory: string; env: Environment },
  requestId: string,
): Promise<Salvage[]> {
  const found = await salvageIn(cache.directory, cache.env, `${salvageRefs}${requestId}/`);
  return found.sort((a, b) => b.document.attempt - a.document.attempt);
}

/** The salvage of one attempt; null when there is none. */
export async function findSalvage(
  cache: { directory: string; env: Environment },
  attempt: { requestId: string; attempt: number },
): Promise<Salvage | null> {
  const [found] = await salvageIn(cache.directory, cache.env, salvageRef(attempt));
  return found ?? null;
}

async function salvageIn(directory: string, env: Environment, prefix: string): Promise<Salvage[]> {
  const format = '%(objectname)%00%(refname)%00%(contents:body)%00';
  const listed = await runGit(['for-each-ref', `--format=${format}`, prefix], { env, gitDir: directory });
  const fields = listed.stdout.split('\0');
  return fields.flatMap((body, index) => {
    if (index % 3 !== 2) return [];
    const document = readSalvageBody(body);
    const [sha = '', ref = ''] = [fields[index - 2]?.trim(), fields[index - 1]];
    return document === null ? [] : [{ directory, ref, sha, document }];
  });
}
