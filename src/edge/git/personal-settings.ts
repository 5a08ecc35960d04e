import { run } from '../exec.ts';
import { type Environment, gitEnvironment } from './git-environment.ts';

/**
 * What of a person's git configuration reaches our git: how to get in (credential helpers, proxies, ssh, URL
 * rewriting), how files are written (filters such as LFS, line ends), who they are. Everything else, such as
 * templates, colours, hooks, pruning, would change what our commands mean.
 */
const taken =
  /^(credential|filter|lfs|http|https|url|ssh)\.|^(user|author|committer)\.(name|email)$|^safe\.directory$|^core\.(sshcommand|gitproxy|askpass|autocrlf|eol|safecrlf|excludesfile|attributesfile)$/;

const readBefore = new WeakMap<Environment, Promise<Record<string, string>>>();

/**
 * The person's settings as environment variables that add them to git's command line (git-config(1), ENVIRONMENT),
 * with the system's and their own files switched off. Read once per environment, and again after
 * `forgetPersonalSettings`.
 */
export function personalSettings(env: Environment): Promise<Record<string, string>> {
  const known = readBefore.get(env);
  if (known !== undefined) return known;
  const reading = readSettings(env);
  readBefore.set(env, reading);
  return reading;
}

/** A person may have logged in since: the next command reads their settings anew. */
export function forgetPersonalSettings(env: Environment): void {
  readBefore.delete(env);
}

async function readSettings(env: Environment): Promise<Record<string, string>> {
  const listed = await run('git', ['config', '--list', '--show-scope', '--includes', '-z'], {
    env: gitEnvironment(env),
    cwd: '/',
    timeoutMs: 10_000,
  });
  if (listed.failure !== 'none') return {};
  const settings = parse(listed.stdout).filter(([key]) => taken.test(key));
  const numbered = settings.flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return {
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(numbered),
    ...sshWithoutQuestions(env, settings),
  };
}

/** `scope NUL key LF value NUL …`; a key without a value stands for true. */
function parse(output: string): [key: string, value: string][] {
  const fields = output.split('\0');
  return fields.flatMap((scope, index): [string, string][] => {
    if (index % 2 === 1 || (scope !== 'system' && scope !== 'global')) return [];
    const entry = fields[index + 1] ?? '';
    const end = entry.indexOf('\n');
    return [end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)]];
  });
}

/** A worker in a terminal must not hang on ssh's question for a passphrase or an unknown host. */
function sshWithoutQuestions(
  env: Environment,
  settings: readonly [string, string][],
): Record<string, string> {
  const chosen = settings.some(([key]) => key === 'core.sshcommand');
  if (chosen || env.GIT_SSH !== undefined || env.GIT_SSH_COMMAND !== undefined) return {};
  return { GIT_SSH_COMMAND: 'ssh -o BatchMode=yes -o ConnectTimeout=20' };
}
