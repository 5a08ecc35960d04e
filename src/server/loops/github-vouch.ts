import { GitHubError, isUnknown } from '../../edge/forge/github/github-error.ts';
import { Loop } from '../../edge/loop.ts';
import { issueOfRequest } from '../../store/find-issue.ts';
import { holdIssue } from '../../store/queue-issue.ts';
import type { GitHub } from '../github/github.ts';
import { lookAtIssue } from '../github/look-at-issue.ts';
import type { Parts } from '../parts.ts';

const restMs = 60_000;
/** How long a request waits whose issue could not be looked at. */
const againMs = 15_000;

/** Looks at the issues of requests that somebody wants to claim: whether who labelled them may still start work. */
export function githubVouchLoop(parts: Parts, github: GitHub): Loop {
  const loop = new Loop({
    name: 'github-vouch',
    clock: parts.clock,
    doing: 'asking GitHub who may still start work',
    waiting: 'waiting for a claim of what an issue has started',
    passWithinMs: 10 * 60_000,
    pass: async (signal, say) => {
      for (const requestId of github.vouched.doubted()) {
        if (signal.aborted) break;
        say(`asking GitHub who may still start request ${requestId}`);
        await lookBeforeClaim(parts, github, requestId);
        parts.feed.queued.raise();
      }
      return restMs;
    },
    onError: (error) => parts.log.error({ err: error }, 'A request could not be looked at before its claim'),
  });
  github.vouched.onDoubt = () => loop.notify();
  return loop;
}

/** Whatever goes wrong with one, it is passed over: it would keep all behind it from ever being looked at. */
async function lookBeforeClaim(parts: Parts, github: GitHub, requestId: string): Promise<void> {
  const issue = await issueOfRequest(parts.db, requestId);
  const repository = issue && github.find(issue.repository);
  if (!repository) return hold(parts, github, { requestId, why: 'the configuration does not list it' });
  try {
    await lookAtIssue(parts, github, { repository, number: issue.number });
  } catch (error) {
    if (!(error instanceof GitHubError)) parts.log.error({ err: error }, 'An issue could not be looked at');
    const why = error instanceof Error ? error.message : String(error);
    return hold(parts, github, { requestId, why, forMs: isUnknown(error) ? error.retryAfterMs : null });
  }
  const nowMs = parts.clock.bootMs();
  if (!github.vouched.fresh(nowMs).includes(requestId)) github.vouched.passOver(requestId, nowMs + againMs);
}

async function hold(
  { clock, writer, log }: Parts,
  github: GitHub,
  { requestId, why, forMs = null }: { requestId: string; why: string; forMs?: number | null },
): Promise<void> {
  github.vouched.passOver(requestId, clock.bootMs() + (forMs ?? againMs));
  if (await writer.write((write) => holdIssue(write, requestId, why)))
    log.warn({ request: requestId }, `A request of an issue waits: ${why}`);
}
