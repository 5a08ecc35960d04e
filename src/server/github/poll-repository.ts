import { isUnknown } from '../../edge/forge/github/github-error.ts';
import { listChangedIssues } from '../../edge/forge/github/issues.ts';
import { listChangedPullRequests } from '../../edge/forge/github/pull-requests.ts';
import type { Say } from '../../edge/loop.ts';
import { forgeCursor, moveForgeCursor } from '../../store/forge-cursor.ts';
import { listWatched } from '../../store/list-watched.ts';
import { noteUntoldChange } from '../../store/untold-change.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { lookAtIssue } from './look-at-issue.ts';
import { lookAtPullRequest } from './look-at-pull-request.ts';
import { isFinal } from './look-at-subjects.ts';
import type { Looked } from './looked.ts';

/** GitHub's list may lag behind its own clock: this much is asked for again. */
const overlapMs = 60_000;
/** After so many that could not be looked at it is GitHub that cannot be asked. */
const mostTroubles = 5;

/**
 * Looks at everything of a repository that has changed since the last look, and at whatever an open request stands for:
 * that finds what no webhook has told, deleted and transferred issues as well. What cannot be known of one thing keeps no
 * other from being looked at. The cursor moves only when all of it was looked at.
 * @param signal ends it before the next look. `say` is told of each look.
 * @throws GitHubError when something could not be known.
 */
export async function pollRepository(
  parts: Parts,
  github: GitHub,
  repository: GitHubRepository,
  { signal, say = () => undefined }: { signal?: AbortSignal; say?: Say } = {},
): Promise<void> {
  const watched = await listWatched(parts.db, repository.name);
  const { api } = github;
  const place = { parts, repository, signal, say };
  // Pull requests come first, so that an issue that a merge has closed is not taken for closed by hand.
  const troubles = await lookAtChanged(place, {
    kind: 'pull_requests',
    watched: watched.pullRequests,
    list: (sinceMs) => listChangedPullRequests(api, repository.at, sinceMs),
    look: (number) => lookAtPullRequest(parts, github, { repository, number }),
  });
  troubles.push(
    ...(await lookAtChanged(place, {
      kind: 'issues',
      watched: watched.issues,
      list: (sinceMs) => listChangedIssues(api, repository.at, { sinceMs, label: repository.label }),
      isOfInterest: ({ isPullRequest, isLabelled }) => isLabelled && !isPullRequest,
      look: (number) => lookAtIssue(parts, github, { repository, number }),
    })),
  );
  if (troubles.length > 0) throw troubles[0];
}

interface Place {
  parts: Parts;
  repository: GitHubRepository;
  signal: AbortSignal | undefined;
  say: Say;
}

interface Changed {
  number: number;
  updatedAtMs: number;
}

interface Listing<C extends Changed> {
  kind: 'issues' | 'pull_requests';
  /** Looked at whether they have changed or not. */
  watched: readonly number[];
  list: (sinceMs: number | null) => Promise<readonly C[]>;
  /** All if absent. */
  isOfInterest?: (changed: C) => boolean;
  look: (number: number) => Promise<Looked>;
}

async function lookAtChanged<C extends Changed>(
  place: Place,
  { kind, watched, list, isOfInterest = () => true, look }: Listing<C>,
): Promise<unknown[]> {
  const { parts, repository, signal } = place;
  const key = { repository: repository.name, kind };
  const since = await forgeCursor(parts.db, key);
  const changed = await list(since === null ? null : since - overlapMs);
  const wanted = changed.filter(isOfInterest).map(({ number }) => number);
  const { troubles, followed } = await lookAtEach(place, new Set([...watched, ...wanted]), look);
  await noteUntold(
    place,
    changed.filter(({ number }) => followed.has(number)),
  );
  const newest = Math.max(since ?? 0, ...changed.map(({ updatedAtMs }) => updatedAtMs));
  if (troubles.length === 0 && signal?.aborted !== true && changed.length > 0 && newest !== since)
    await parts.writer.write((write) => moveForgeCursor(write, key, newest));
  return troubles;
}

/** A webhook would have told of what something followed from, had it come: then nothing would be left to follow. */
async function noteUntold({ parts, repository }: Place, changed: readonly Changed[]): Promise<void> {
  const listened = changed.filter(({ updatedAtMs }) => updatedAtMs > parts.condition.startedAtMs);
  if (!parts.github?.webhookSecrets || listened.length === 0) return;
  const changedAtMs = Math.min(...listened.map(({ updatedAtMs }) => updatedAtMs));
  await parts.writer.write((write) => noteUntoldChange(write, { repository: repository.name, changedAtMs }));
}

/** @returns why some could not be looked at, and those that something followed from. */
async function lookAtEach(
  place: Place,
  numbers: ReadonlySet<number>,
  look: (number: number) => Promise<Looked>,
): Promise<{ troubles: unknown[]; followed: Set<number> }> {
  const troubles: unknown[] = [];
  const followed = new Set<number>();
  for (const number of numbers) {
    if (place.signal?.aborted || troubles.length >= mostTroubles) break;
    place.say(`looking at ${number} of ${place.repository.name}`);
    const found = await lookAtOne(place, number, look);
    if (found.kind === 'trouble') troubles.push(found.error);
    if (found.kind === 'followed') followed.add(number);
  }
  return { troubles, followed };
}

/** What would be refused again is left until it changes. @throws GitHubError when all have to wait. */
async function lookAtOne(
  { parts, repository }: Place,
  number: number,
  look: (number: number) => Promise<Looked>,
): Promise<{ kind: 'nothing' | 'followed' } | { kind: 'trouble'; error: unknown }> {
  try {
    return { kind: (await look(number)).outcome === 'nothing' ? 'nothing' : 'followed' };
  } catch (error) {
    if (isUnknown(error) && error.failure === 'throttled') throw error;
    if (!isFinal(error)) return { kind: 'trouble', error };
    parts.log.warn({ err: error, repository: repository.name, number }, 'What GitHub shows led nowhere');
    return { kind: 'nothing' };
  }
}
