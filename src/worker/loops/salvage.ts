import { attemptId } from '../../core/ids.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { dropSalvage } from '../../edge/salvage/drop-salvage.ts';
import { listSalvage, type Salvage } from '../../edge/salvage/list-salvage.ts';
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
      await expireSalvage(sessions);
      sessions.health.recovered('salvage');
      return lookEveryMs;
    },
  };
}

/**
 * Only its age counts: work that nobody asked for in that time is let go, merged or not. While the workspace itself is
 * still there, so is its salvage.
 */
async function expireSalvage(sessions: Sessions): Promise<void> {
  const { clock, config, environment, layout } = sessions.context;
  const beforeMs = clock.nowMs() - config.retention.salvageMs;
  const kept = new Set(sessions.kept().map(({ id }) => id));
  for (const salvage of await listSalvage(layout.caches, environment)) {
    const { requestId, attempt, madeAt } = salvage.document;
    const id = attemptId(requestId, attempt);
    if (Date.parse(madeAt) < beforeMs && !kept.has(id)) await expire(sessions.context, id, salvage);
  }
}

async function expire(context: WorkerContext, id: string, salvage: Salvage): Promise<void> {
  if (!(await dropSalvage(salvage, context.environment))) return;
  const receipt = evidence(context, 'salvage_expired', { ref: salvage.ref, madeAt: salvage.document.madeAt });
  context.journal.addEvidence(id, receipt);
  context.evidenceAdded.fire();
}
