import { afterEach, beforeAll } from 'vitest';
import { type GitHubPlace, startGitHub } from './github-place.ts';

/** One forge for all tests of a file; what struck it in one of them does not strike the next. */
export function sharedGitHub(): () => GitHubPlace {
  let place: GitHubPlace;
  beforeAll(async () => {
    const ends: (() => void | Promise<void>)[] = [];
    place = await startGitHub({ atEnd: (end) => void ends.push(end) });
    return async () => {
      for (const end of ends.toReversed()) await end();
    };
  });
  afterEach(() => place.faults.heal());
  return () => place;
}
