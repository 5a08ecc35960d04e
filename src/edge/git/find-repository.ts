import { ProblemError } from '../../protocol/problem.ts';
import { resolveRepository } from './resolve-repository.ts';

interface Entry {
  name: string;
  remote: string | null;
}

/**
 * What a configuration says of the repository of a request: the entry of its name, else of its remote.
 * @param directory where paths of the entries begin.
 */
export function findRepository<T extends Entry>(
  { repositories, directory }: { repositories: readonly T[]; directory: string },
  request: { repository: string; remote: string },
): T | null {
  const named = repositories.find(({ name }) => name === request.repository);
  const wanted = canonical(request.remote);
  const isWanted = (entry: T): boolean => {
    const remote = remoteOf(entry, directory);
    return remote !== null && canonical(remote) === wanted;
  };
  return named ?? repositories.find(isWanted) ?? null;
}

const onGitHub = /^(?:https?:\/\/|(?:ssh:\/\/)?git@)(?:www\.)?github\.com[/:]([^/]+\/[^/]+?)(?:\.git)?\/?$/i;

/** A repository of GitHub is the same over https and ssh, and in capitals. */
function canonical(remote: string): string {
  const name = onGitHub.exec(remote)?.[1];
  return name === undefined ? remote : `https://github.com/${name.toLowerCase()}.git`;
}

/** Null when the entry names what is not on this machine: it is about another repository then. */
function remoteOf({ name, remote }: Entry, directory: string): string | null {
  try {
    const found = resolveRepository(remote ?? name, directory);
    return found.kind === 'remote' ? found.remote : `https://github.com/${found.name}.git`;
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}
