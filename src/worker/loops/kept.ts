import { longPassMs } from '../../core/loop-progress.ts';
import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { HeartbeatAnswer } from '../../protocol/worker.ts';
import { eachInTurn } from '../each-in-turn.ts';
import { reviewKept } from '../review-kept.ts';
import type { Sessions } from '../sessions.ts';

const idleMs = 60_000;

/**
 * Looks into kept workspaces in the light of the last heartbeat's answer. A look may take a minute where git hangs:
 * leases are not renewed in the same loop.
 */
export function keptLoop(
  sessions: Sessions,
  takeAnswer: () => HeartbeatAnswer['kept'] | null,
  onLooked: () => void,
): LoopOptions {
  return {
    name: 'kept',
    clock: sessions.context.clock,
    doing: 'looking into kept workspaces',
    waiting: 'waiting for what the next heartbeat tells',
    passWithinMs: longPassMs,
    onError: (error) => sessions.health.failed('kept', error),
    retryMs: retryCallMs,
    pass: async (signal, say) => {
      const kept = takeAnswer();
      if (kept === null) return idleMs;
      await eachInTurn(kept, signal, ({ attemptId, requestState }) => {
        say(`looking into the workspace of ${attemptId}`);
        return reviewKept(sessions, attemptId, requestState ?? 'unknown', signal);
      });
      sessions.health.recovered('kept');
      onLooked();
      return idleMs;
    },
  };
}
