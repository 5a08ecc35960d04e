import { type GitCall, type GitResult, runGit } from '../git/git.ts';
import { gitMessage } from '../git/git-failure.ts';

/** Why something cannot be salvaged, or restored. Nothing was changed. */
export class SalvageError extends Error {
  readonly why: 'too_large' | 'failed';
  constructor(why: 'too_large' | 'failed', message: string) {
    super(message);
    this.name = 'SalvageError';
    this.why = why;
  }
}

/** Output of a git command that has to succeed. Throws `SalvageError`. */
export async function mustGit(args: readonly string[], call: GitCall): Promise<string> {
  return outputOf(args, await runGit(args, call));
}

/** The same, of a result. @param args what git was asked. */
export function outputOf(args: readonly string[], result: GitResult): string {
  if (result.kind === 'ok') return result.stdout;
  const why = result.failure === 'timed_out' ? 'it took too long' : gitMessage(result.stderr);
  throw new SalvageError('failed', `git ${args[0]}: ${why}`);
}
