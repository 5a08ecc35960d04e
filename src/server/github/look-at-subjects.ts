import type { Subject } from '../../core/github/delivery.ts';
import { GitHubError, isUnknown } from '../../edge/forge/github/github-error.ts';
import type { Say } from '../../edge/loop.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { listWatched } from '../../store/list-watched.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtIssue } from './look-at-issue.ts';
import { lookAtPullRequest } from './look-at-pull-request.ts';
import type { Looked } from './looked.ts';

interface Told {
  id: string;
  subjects: readonly Subject[];
}

/** What became of a delivery. `waits`: it could not be known, and is to be looked at again. */
export type Found = Looked | { outcome: 'failed'; why: string } | { outcome: 'waits'; trouble: unknown };

/**
 * Looks at whatever several deliveries are about, each thing once, pull requests first: an issue that a merge has closed is
 * then known to be merged.
 * @returns what became of each delivery, by its id; none of those that are about nothing.
 */
export async function lookAtSubjects(
  parts: Parts,
  github: GitHub,
  { repository, deliveries, say }: { repository: GitHubRepository; deliveries: readonly Told[]; say: Say },
): Promise<Map<string, Found>> {
  const all = deliveries.flatMap(({ subjects }) => subjects);
  const watched = all.some(({ kind }) => kind === 'repository')
    ? await listWatched(parts.db, repository.name)
    : { issues: [], pullRequests: [] };
  const looked = new Map<string, Found>();
  const look = async (subject: Exclude<Subject, { kind: 'repository' }>, looking: () => Promise<Looked>) => {
    say(`looking at ${nameOf(subject)} of ${repository.name}`);
    looked.set(nameOf(subject), await found(looking()));
  };
  for (const number of new Set([...numbersOf(all, 'pull_request'), ...watched.pullRequests]))
    await look({ kind: 'pull_request', number }, () =>
      lookAtPullRequest(parts, github, { repository, number, heard: true }),
    );
  for (const number of new Set([...numbersOf(all, 'issue'), ...watched.issues]))
    await look({ kind: 'issue', number }, () => lookAtIssue(parts, github, { repository, number }));
  return new Map(deliveries.flatMap(({ id, subjects }) => outcomeOf(id, subjects, looked)));
}

const numbersOf = (subjects: readonly Subject[], kind: 'issue' | 'pull_request'): number[] =>
  subjects.flatMap((subject) => (subject.kind === kind ? [subject.number] : []));

async function found(looking: Promise<Looked>): Promise<Found> {
  try {
    return await looking;
  } catch (error) {
    return isFinal(error) ? { outcome: 'failed', why: error.message } : { outcome: 'waits', trouble: error };
  }
}

/** What GitHub or the request's state refuses would be refused again. */
export const isFinal = (error: unknown): error is Error =>
  error instanceof GitHubError
    ? !isUnknown(error)
    : error instanceof ProblemError && error.code === 'state_refused';

function outcomeOf(
  id: string,
  subjects: readonly Subject[],
  looked: ReadonlyMap<string, Found>,
): [string, Found][] {
  if (subjects.length === 0) return [];
  const isAll = subjects.some(({ kind }) => kind === 'repository');
  const all = isAll ? [...looked.values()] : subjects.flatMap((one) => looked.get(nameOf(one)) ?? []);
  const [first = { outcome: 'nothing' as const, why: 'no request of it is open' }] = all;
  const waits = all.find(({ outcome }) => outcome === 'waits');
  const followed = { outcome: 'followed' as const, why: 'all open requests of it were looked at' };
  return [[id, waits ?? (isAll && all.length > 0 ? followed : first)]];
}

const nameOf = (subject: Subject): string =>
  subject.kind === 'repository' ? subject.kind : `${subject.kind} ${subject.number}`;
