import { ProblemError } from '../../protocol/problem.ts';
import type { MergedPullRequest } from './forge.ts';

/** What a person is told of a pull request that was not merged. */
export function notMerged(
  { url, head, base }: { url: string; head: string; base: string },
  result: Exclude<MergedPullRequest, { kind: 'merged' }>,
): ProblemError {
  switch (result.kind) {
    case 'conflict': {
      const where = result.files.length > 0 ? ` in ${result.files.join(', ')}` : '';
      return refused(`${url} conflicts with ${base}${where}. Merge ${head} by hand.`);
    }
    case 'head_moved':
      return refused(
        `${head} is no longer what was published (now ${result.sha ?? 'deleted'}). Look at it, and merge by hand.`,
      );
    case 'base_checked_out':
      return refused(`${base} is checked out in ${result.worktree}, which is yours. Type: ${result.command}`);
    case 'refused':
      return refused(result.message);
    case 'unreachable':
      return new ProblemError('unreachable', result.message);
    default:
      return result satisfies never;
  }
}

const refused = (detail: string): ProblemError => new ProblemError('state_refused', detail);
