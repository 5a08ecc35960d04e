import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
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
  const chosen = configured(config, input) ?? plainRepository(config, input, cwd);
  const found = await inspectRemote(chosen.remote, personEnvironment());
  if (found.kind === 'ok') return chosen;
  throw new ProblemError(codes[found.kind], found.message);
}

/** A name of the configuration wins over a path of the same name. */
function configured(config: Config, input: string): ChosenRepository | null {
  const entry = config.repositories.find(({ name }) => name === input);
  if (entry === undefined) return null;
  const { name, remote } = located(entry.remote ?? entry.name, config.directory);
  return { name: entry.remote === null ? name : entry.name, remote, agent: entry.agent };
}

function plainRepository(config: Config, input: string, cwd: string): ChosenRepository {
  const found = located(input, cwd);
  const entry = config.repositories.find(
    (known) => located(known.remote ?? known.name, config.directory).remote === found.remote,
  );
  return { ...found, agent: entry?.agent ?? null };
}

/** OWNER/NAME is a repository of GitHub, unless the configuration gives it a remote. */
function located(input: string, directory: string): { name: string; remote: string } {
  const found = resolveRepository(input, directory);
  if (found.kind === 'remote') return { name: found.name, remote: found.remote };
  return { name: found.name, remote: `https://github.com/${found.name}.git` };
}
