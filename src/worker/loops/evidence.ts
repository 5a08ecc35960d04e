import { longPassMs } from '../../core/loop-progress.ts';
import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Sessions } from '../sessions.ts';

const idleMs = 60_000;

/** Delivers evidence as soon as it is written down, and again after an outage. */
export function evidenceLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  return {
    name: 'evidence',
    clock: context.clock,
    doing: 'sending receipts',
    waiting: 'waiting for the next receipt',
    passWithinMs: longPassMs,
    onError: (error) => sessions.health.failed('evidence', error),
    retryMs: retryCallMs,
    pass: async () => {
      await context.evidenceSender.flush();
      sessions.health.recovered('evidence');
      return idleMs;
    },
  };
}
