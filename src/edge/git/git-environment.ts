export type Environment = Readonly<Record<string, string>>;

/** Ways to reach a remote, or to say who commits. Every other `GIT_*` is left out: it could point git elsewhere. */
const kept =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|SSL_\w+|PROXY_\w+|EXEC_PATH|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)|(AUTHOR|COMMITTER)_(NAME|EMAIL))$/;

/** The environment that git gets: the person's own, with fixed language, without prompts and without redirections. */
export function gitEnvironment(env: Environment): Record<string, string> {
  const entries = Object.entries(env).filter(([name]) => !name.startsWith('GIT_') || kept.test(name));
  return {
    ...Object.fromEntries(entries),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    // A file that is not there, without a word about it: a workspace's own would hide commits.
    GIT_GRAFT_FILE: '/dev/null/none',
    // A workspace may call its remote a promisor: what is missing would be fetched by a program that it names.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  };
}
