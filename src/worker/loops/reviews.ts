import { longPassMs } from '../../core/loop-progress.ts';
import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { lookAtBoundPullRequest } from '../bound-pull-request.ts';
import { eachInTurn } from '../each-in-turn.ts';
import type { SessionRecord } from '../journal/session-record.ts';
import { reviewKept } from '../review-kept.ts';
import { sendMoved } from '../send-moved.ts';
import type { Sessions } from '../sessions.ts';

const lookEveryMs = 15_000;

/**
 * Notices what became of pull requests in review by other ways than Planeguard's own: a merge made by hand. Those of a forge
 * are looked at by the control plane.
 */
export function reviewsLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  return {
    name: 'reviews',
    clock: context.clock,
    doing: 'asking what became of pull requests',
    passWithinMs: longPassMs,
    onError: (error) => sessions.health.failed('reviews', error),
    retryMs: retryCallMs,
    pass: async (signal) => {
      const inReview = sessions
        .kept()
        .filter(({ kept, grant }) => kept?.why === 'in_review' && grant.request.forge === 'local');
      await eachInTurn(inReview, signal, async (record) => {
        await look(sessions, record, signal);
        // At once: many are looked at for minutes, and a trouble of the pass before may be over.
        sessions.health.recovered('reviews');
      });
      sessions.health.recovered('reviews');
      return lookEveryMs;
    },
  };
}

async function look(sessions: Sessions, record: SessionRecord, signal: AbortSignal): Promise<void> {
  const seen = await lookAtBoundPullRequest(sessions.context, record);
  if (seen !== 'merged' && seen !== 'closed') return;
  await sendMoved(sessions.context, record, seen);
  await reviewKept(sessions, record.id, seen === 'merged' ? 'done' : 'blocked', signal);
}
