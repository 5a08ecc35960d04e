import { isUnknown } from '../../edge/forge/github/github-error.ts';
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
    pass: async () => {
      for (const requestId of github.vouched.takeDoubted()) await lookBeforeClaim(parts, github, requestId);
      return restMs;
    },
    onError: (error) => parts.log.error({ err: error }, 'A request could not be looked at before its claim'),
  });
  github.vouched.onDoubt = () => loop.notify();
  return loop;
}

async function lookBeforeClaim(parts: Parts, github: GitHub, requestId: string): Promise<void> {
  const issue = await issueOfRequest(parts.db, requestId);
  const repository = issue && github.find(issue.repository);
  if (!repository) return hold(parts, github, { requestId, why: 'the configuration does not list it' });
  try {
    await lookAtIssue(parts, github, { repository, number: issue.number });
  } catch (error) {
    if (!isUnknown(error)) throw error;
    return hold(parts, github, { requestId, why: error.message, forMs: error.retryAfterMs });
  }
  const nowMs = parts.clock.bootMs();
  if (!github.vouched.fresh(nowMs).includes(requestId)) github.vouched.passOver(requestId, nowMs + againMs);
  parts.feed.queued.raise();
}

async function hold(
  { clock, writer, log }: Parts,
  github: GitHub,
  { requestId, why, forMs = null }: { requestId: string; why: string; forMs?: number | null },
): Promise<void> {
  github.vouched.passOver(requestId, clock.bootMs() + (forMs ?? againMs));
  log.warn({ request: requestId }, `A request of an issue waits: ${why}`);
  await writer.write((write) => holdIssue(write, requestId, why));
}
