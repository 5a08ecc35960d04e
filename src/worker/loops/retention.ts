import { join } from 'node:path';
import { oneLogBytes } from '../../core/log-retention.ts';
import { longPassMs } from '../../core/loop-progress.ts';
import { namesIn } from '../../edge/files.ts';
import { cutShared } from '../../edge/log.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { reclaim } from '../reclaim/reclaim.ts';
import type { Sessions } from '../sessions.ts';

/** A look measures every session's directory: a thousand of them take a second. */
const lookEveryMs = 60 * 60_000;

/** Lets go of what kills have left half made, and of ended sessions beyond retention.logs. */
export function retentionLoop(sessions: Sessions): LoopOptions {
  const { context, health } = sessions;
  return {
    name: 'retention',
    clock: context.clock,
    doing: 'removing what is kept no longer',
    passWithinMs: longPassMs,
    onError: (error) => health.failed('retention', error),
    pass: async (signal) => {
      cutOutputs(sessions);
      await reclaim(sessions, { holdings: ['leftover', 'session'], tell: () => undefined, signal });
      health.recovered('retention');
      return lookEveryMs;
    },
  };
}

/** Several programs write to one `.out`, and hold it open. */
function cutOutputs({ context: { layout, config } }: Sessions): void {
  for (const name of namesIn(layout.logs)) {
    if (name.endsWith('.out')) cutShared(join(layout.logs, name), oneLogBytes(config.retention.logs.bytes));
  }
}
