import type { RepositoryLimits } from '../core/repository-limits.ts';
import { findRepository } from '../edge/git/find-repository.ts';

/** An entry of the configuration; undefined where the limits of all repositories hold. */
interface LimitedRepository {
  name: string;
  remote: string | null;
  limits: { [limit in keyof RepositoryLimits]: number | null | undefined };
}

export interface LimitSettings {
  limits: RepositoryLimits;
  repositories: readonly LimitedRepository[];
  /** Where paths of the entries begin. */
  directory: string;
}

type Named = { repository: string; remote: string };

/** The limits of each repository, as this control plane's configuration has them: what workers say does not count. */
export class LimitsBook {
  readonly #settings: LimitSettings;
  readonly #found = new Map<string, RepositoryLimits>();

  constructor(settings: LimitSettings) {
    this.#settings = settings;
  }

  of({ repository, remote }: Named): RepositoryLimits {
    const key = JSON.stringify([repository, remote]);
    const known = this.#found.get(key) ?? this.#find({ repository, remote });
    this.#found.set(key, known);
    return known;
  }

  #find(named: Named): RepositoryLimits {
    const { limits } = this.#settings;
    const own = findRepository(this.#settings, named)?.limits;
    const either = (key: keyof RepositoryLimits) => (own?.[key] === undefined ? limits[key] : own[key]);
    return { concurrent: either('concurrent'), attemptsPerDay: either('attemptsPerDay') };
  }
}
