import { personEnvironment } from '../../config/environment.ts';
import type { RepositoryConfig } from '../../config/repository-schema.ts';
import type { Config } from '../../config/schema.ts';
import { findRepository } from '../../edge/git/find-repository.ts';
import { type InspectedRemote, inspectRemote } from '../../edge/git/inspect-remote.ts';
import { resolveRepository } from '../../edge/git/resolve-repository.ts';
import { type ProblemCode, ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';

export interface ChosenRepository {
  name: string;
  remote: string;
  /** The agent that the configuration names for it. */
  agent: string | null;
}

const codes: Record<Exclude<InspectedRemote['kind'], 'ok'>, ProblemCode> = {
  not_a_repository: 'usage',
  empty: 'usage',
  unreachable: 'unreachable',
  unauthorized: 'misconfigured',
  no_git: 'misconfigured',
};

/** Reads --repo, applies the configuration, and asks the remote once whether work can begin on it. */
export async function chooseRepository(
  { cwd }: CliContext,
  config: Config,
  input: string,
): Promise<ChosenRepository> {
  const chosen = findChosen(config, input, cwd);
  const found = await inspectRemote(chosen.remote, personEnvironment());
  if (found.kind === 'ok') return chosen;
  throw new ProblemError(codes[found.kind], found.message);
}

/**
 * Reads --repo without asking the remote. A name of the configuration wins over a path of the same name. Whatever way it is
 * written, it is the same repository.
 * @throws ProblemError usage
 */
export function findChosen(config: Config, input: string, cwd: string): ChosenRepository {
  const named = config.repositories.find(({ name }) => name === input);
  if (named !== undefined) return ofEntry(named, config);
  const found = located(input, cwd);
  const entry = findRepository(config, { repository: found.name, remote: found.remote });
  return entry === null ? { ...found, agent: null } : ofEntry(entry, config);
}

function ofEntry(entry: RepositoryConfig, { directory }: Config): ChosenRepository {
  const { name, remote } = located(entry.remote ?? entry.name, directory);
  return { name: entry.remote === null ? name : entry.name, remote, agent: entry.agent };
}

/** OWNER/NAME is a repository of GitHub, unless the configuration gives it a remote. */
function located(input: string, directory: string): { name: string; remote: string } {
  const found = resolveRepository(input, directory);
  if (found.kind === 'remote') return { name: found.name, remote: found.remote };
  return { name: found.name, remote: `https://github.com/${found.name}.git` };
}
