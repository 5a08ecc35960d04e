import { type Finding, fine, found } from './finding.ts';

export interface ConfigurationFacts {
  /** Null where there is no file. */
  path: string | null;
  /** What is wrong with it, each with its place. */
  errors: readonly string[];
  /** Files and folders that it names, by key, and that are not there. */
  missing: readonly { key: string; path: string }[];
}

export function judgeConfiguration({ path, errors, missing }: ConfigurationFacts): Finding[] {
  if (errors.length > 0)
    return errors.map((what) => found('configuration_invalid', { what, mend: 'planeguard config check' }));
  if (missing.length === 0)
    return [fine('configuration', path === null ? 'No file: the defaults hold.' : `${path} is valid.`)];
  return missing.map(({ key, path: named }) =>
    found('configured_path_missing', {
      what: `${key} names ${named}, which cannot be read.`,
      mend: `Put it there, or correct ${key} in ${path ?? 'the configuration'}`,
    }),
  );
}
