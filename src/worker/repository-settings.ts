import type { RepositoryConfig } from '../config/repository-schema.ts';
import type { Config } from '../config/schema.ts';
import { resolveRepository } from '../edge/git/resolve-repository.ts';
import { ProblemError } from '../protocol/problem.ts';

/** What this worker's configuration says of the repository of a request; null when nothing. */
export function repositorySettings(
  { repositories, directory }: Config,
  request: { repository: string; remote: string },
): RepositoryConfig | null {
  const named = repositories.find(({ name }) => name === request.repository);
  return named ?? repositories.find((entry) => remoteOf(entry, directory) === request.remote) ?? null;
}

/** Null when the entry names what is not on this machine: it is about another repository then. */
function remoteOf({ name, remote }: RepositoryConfig, directory: string): string | null {
  try {
    const found = resolveRepository(remote ?? name, directory);
    return found.kind === 'remote' ? found.remote : `https://github.com/${found.name}.git`;
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
