import { run } from '../exec.ts';
import type { GitSetting } from './config-text.ts';
import { type Environment, gitEnvironment } from './git-environment.ts';

/** Who commits, and how commits are signed. */
const taken =
  /^(user|author|committer)\.(name|email)$|^user\.(signingkey|useconfigonly)$|^(commit|tag)\.gpgsign$|^gpg\.(.+\.)?(format|program|defaultkeycommand|allowedsignersfile)$/;

/**
 * Who a person is in a checkout of theirs, as git sees it there: its own configuration counts, and what theirs includes
 * for its folder. The checkout is only read. Empty when git cannot tell.
 */
export async function checkoutIdentity(checkout: string, env: Environment): Promise<GitSetting[]> {
  const listed = await run('git', ['config', '--list', '--includes', '-z'], {
    env: gitEnvironment(env),
    cwd: checkout,
    timeoutMs: 10_000,
  });
  if (listed.failure !== 'none') return [];
  const settings = listed.stdout.split('\0').flatMap((entry): [string, string][] => {
    const end = entry.indexOf('\n');
    const [key, value] = end === -1 ? [entry, 'true'] : [entry.slice(0, end), entry.slice(end + 1)];
    return taken.test(key) ? [[key, value]] : [];
  });
  // The last one wins.
  return [...new Map(settings)];
}
