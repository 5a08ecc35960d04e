import { attemptId } from '../../core/ids.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { dropSalvage } from '../../edge/salvage/drop-salvage.ts';
import { listSalvage } from '../../edge/salvage/list-salvage.ts';
import type { WorkerContext } from '../context.ts';
import { evidence } from '../evidence.ts';
import type { Sessions } from '../sessions.ts';

/** Salvage is kept for weeks; a pass is one git process for each cache. */
const lookEveryMs = 60 * 60_000;

/** Lets go of salvage whose time is over, with a receipt. */
export function salvageLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  return {
    name: 'salvage',
    clock: context.clock,
    onError: (error) => sessions.health.failed('salvage', error),
    pass: async () => {
      await expireSalvage(context);
      sessions.health.recovered('salvage');
      return lookEveryMs;
    },
  };
}

/** Only its age counts: work that nobody asked for in that time is let go, merged or not. */
async function expireSalvage(context: WorkerContext): Promise<void> {
  const { clock, config, environment, layout } = context;
  const beforeMs = clock.nowMs() - config.retention.salvageMs;
  for (const salvage of await listSalvage(layout.caches, environment)) {
    const { requestId, attempt, madeAt } = salvage.document;
    if (Date.parse(madeAt) >= beforeMs || !(await dropSalvage(salvage, environment))) continue;
    const receipt = evidence(context, 'salvage_expired', { ref: salvage.ref, madeAt });
    context.journal.addEvidence(attemptId(requestId, attempt), receipt);
    context.evidenceAdded.fire();
  }
}
