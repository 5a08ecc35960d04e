import { withoutSecrets } from '../../core/remote-secret.ts';
import type { RunResult } from '../exec.ts';

/** What went wrong with a git command, as far as a caller can act on it. */
export type GitFailure =
  | 'not_installed'
  /** A person's configuration file cannot be read. */
  | 'misconfigured'
  | 'timed_out'
  | 'not_a_repository'
  | 'unauthorized'
  | 'unreachable'
  | 'locked'
  | 'no_such_ref'
  | 'failed';

/** Git has no error codes: its English messages (LC_ALL=C) are the only interface. First match wins. */
const signs: readonly [GitFailure, RegExp][] = [
  ['misconfigured', /bad config (line|file|variable)|unable to read config/],
  ['no_such_ref', /couldn't find remote ref/],
  ['locked', /cannot lock ref|\.lock': File exists|Another git process/],
  [
    'unauthorized',
    /Authentication failed|could not read (Username|Password)|Permission denied \(|terminal prompts disabled|The requested URL returned error: 40[13]|Host key verification failed|dubious ownership/,
  ],
  [
    'unreachable',
    /Could not resolve host|Connection (refused|timed out|reset|closed)|Failed to connect|No route to host|Network is unreachable|Operation timed out|The requested URL returned error: 5\d\d|unable to connect|Temporary failure in name resolution|early EOF|the remote end hung up unexpectedly/,
  ],
  [
    'not_a_repository',
    /does not appear to be a git repository|not a git repository|[Rr]epository .*not found|repository '.*' does not exist|transport '.*' not allowed|Unable to find remote helper|The requested URL returned error: 404/,
  ],
];

export function gitFailure(result: RunResult): GitFailure {
  if (result.failure === 'not_found') return 'not_installed';
  if (result.failure === 'timed_out') return 'timed_out';
  return signs.find(([, sign]) => sign.test(result.stderr))?.[0] ?? 'failed';
}

/** The line of git's message that says most: the first `fatal:` or `error:`, else the last line. Nobody's login is in it. */
export function gitMessage(stderr: string): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const telling = lines.find((line) => /^(fatal|error|remote: error|ERROR):/.test(line)) ?? lines.at(-1);
  return withoutSecrets(telling ?? 'git said nothing');
}
