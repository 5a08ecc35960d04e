import type { Subject } from '../../core/github/delivery.ts';
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

/**
 * Looks at whatever several deliveries are about, each thing once, pull requests first: an issue that a merge has closed is
 * then known to be merged.
 * @returns what became of each delivery, by its id.
 * @throws GitHubError when something could not be known: all of it is to be looked at again.
 */
export async function lookAtSubjects(
  parts: Parts,
  github: GitHub,
  { repository, deliveries }: { repository: GitHubRepository; deliveries: readonly Told[] },
): Promise<Map<string, Looked>> {
  const all = deliveries.flatMap(({ subjects }) => subjects);
  const watched = all.some(({ kind }) => kind === 'repository')
    ? await listWatched(parts.db, repository.name)
    : { issues: [], pullRequests: [] };
  const looked = new Map<string, Looked>();
  for (const number of new Set([...numbersOf(all, 'pull_request'), ...watched.pullRequests]))
    looked.set(`pull_request ${number}`, await lookAtPullRequest(parts, github, { repository, number }));
  for (const number of new Set([...numbersOf(all, 'issue'), ...watched.issues]))
    looked.set(`issue ${number}`, await lookAtIssue(parts, github, { repository, number }));
  return new Map(deliveries.map(({ id, subjects }) => [id, outcomeOf(subjects, looked)]));
}

const numbersOf = (subjects: readonly Subject[], kind: 'issue' | 'pull_request'): number[] =>
  subjects.flatMap((subject) => (subject.kind === kind ? [subject.number] : []));

function outcomeOf(subjects: readonly Subject[], looked: ReadonlyMap<string, Looked>): Looked {
  const [first] = subjects;
  if (first === undefined) return { outcome: 'nothing', why: 'it tells of nothing that matters here' };
  if (first.kind === 'repository')
    return { outcome: 'followed', why: 'all open requests of it were looked at' };
  return looked.get(`${first.kind} ${first.number}`) ?? { outcome: 'nothing', why: 'it was not looked at' };
}
