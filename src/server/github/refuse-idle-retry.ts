import { closedStates } from '../../core/request.ts';
import { GitHubError } from '../../edge/forge/github/github-error.ts';
import { type ReadIssue, readIssue } from '../../edge/forge/github/issues.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { issueOfRequest } from '../../store/find-issue.ts';
import { findRequest } from '../../store/find-request.ts';
import type { Parts } from '../parts.ts';

/**
 * A retry of a request whose issue is closed, or not labelled any more, would end at the next look. While GitHub cannot be asked
 * it is not refused: the look before its claim says so then.
 * @throws ProblemError state_refused: what has to be done on the issue instead.
 */
export async function refuseIdleRetry({ db, github }: Parts, requestId: string): Promise<void> {
  const issue = await issueOfRequest(db, requestId);
  const repository = issue && github?.find(issue.repository);
  const request = await findRequest(db, requestId);
  if (!github || !repository || request === null || !rests(request)) return;
  const { number } = issue;
  const asked = { number, label: repository.label };
  const seen = await readIssue(github.api, repository.at, asked).catch(nothingKnown);
  if (seen === undefined) return;
  const what = whatToDo(seen, repository.label);
  if (what === null) return;
  throw new ProblemError('state_refused', `Issue ${number} of ${repository.name} ${what}`);
}

const rests = ({ state }: { state: string }): boolean =>
  state === 'blocked' || closedStates.some((closed) => closed === state);

function nothingKnown(error: unknown): undefined {
  if (!(error instanceof GitHubError)) throw error;
}

function whatToDo(issue: ReadIssue | null, label: string): string | null {
  if (issue === null || issue.seen.kind === 'gone')
    return 'is not there any more: queue the work anew with planeguard run.';
  const apply = `apply the label ${label} anew (take it off first where it is on): that queues it again.`;
  if (issue.seen.state === 'closed') return `is closed: reopen it on GitHub, and ${apply}`;
  return issue.trigger === null ? `does not ask for work: on GitHub, ${apply}` : null;
}
