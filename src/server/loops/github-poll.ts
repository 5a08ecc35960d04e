import { GitHubError, isUnknown } from '../../edge/forge/github/github-error.ts';
import { Loop } from '../../edge/loop.ts';
import type { GitHub } from '../github/github.ts';
import { pollRepository } from '../github/poll-repository.ts';
import { silenceWatch } from '../github/silent-webhooks.ts';
import type { Parts } from '../parts.ts';

/** Asks GitHub for what no webhook has told: with none, this is how everything is heard of. */
export function githubPollLoop(parts: Parts, github: GitHub): Loop {
  const tellSilence = silenceWatch(parts);
  return new Loop({
    name: 'github-poll',
    clock: parts.clock,
    doing: 'asking GitHub what has changed',
    passWithinMs: 10 * 60_000,
    pass: async (signal, say) => {
      const troubles: unknown[] = [];
      for (const repository of github.repositories) {
        if (signal.aborted) break;
        say(`asking GitHub what has changed in ${repository.name}`);
        try {
          await pollRepository(parts, github, repository, { signal, say });
        } catch (error) {
          const about = { err: error, repository: repository.name };
          if (error instanceof GitHubError)
            parts.log.warn(about, 'GitHub could not be asked about a repository; it is asked again');
          else parts.log.error(about, 'A repository could not be looked at; it is looked at again');
          troubles.push(error);
        }
      }
      await tellSilence();
      if (troubles.length > 0) throw troubles[0];
      return { waitMs: github.pollMs, waiting: 'waiting for the next look at GitHub' };
    },
    // Each repository's was told at once: one that cannot be seen keeps no other from being asked about.
    onError: () => undefined,
    retryMs: (error, failures) =>
      isUnknown(error) && error.retryAfterMs !== null
        ? error.retryAfterMs
        : Math.min(github.pollMs, 1_000 * 2 ** Math.min(failures, 10)),
  });
}
