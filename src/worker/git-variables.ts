import type { RepositoryConfig } from '../config/repository-schema.ts';

type Variables = Record<string, string>;

/** What tells git in a session who commits, and whether commits are signed, where the configuration says so. */
export function gitVariables(
  git: RepositoryConfig['git'],
  environment: Readonly<Variables>,
): Record<string, string> {
  const named: Variables =
    git.name === null ? {} : { GIT_AUTHOR_NAME: git.name, GIT_COMMITTER_NAME: git.name };
  const mailed: Variables =
    git.email === null ? {} : { GIT_AUTHOR_EMAIL: git.email, GIT_COMMITTER_EMAIL: git.email };
  return { ...named, ...mailed, ...(git.sign === 'off' ? unsigned(environment) : {}) };
}

/** One more of the settings that git reads from its environment; the last one wins. See git-config(1). */
function unsigned({ GIT_CONFIG_COUNT = '0' }: Readonly<Variables>): Variables {
  const settings = ['commit.gpgSign', 'tag.gpgSign'];
  const before = Number.parseInt(GIT_CONFIG_COUNT, 10) || 0;
  const variables: Variables = { GIT_CONFIG_COUNT: String(before + settings.length) };
  for (const [index, key] of settings.entries()) {
    variables[`GIT_CONFIG_KEY_${before + index}`] = key;
    variables[`GIT_CONFIG_VALUE_${before + index}`] = 'false';
  }
  return variables;
}
