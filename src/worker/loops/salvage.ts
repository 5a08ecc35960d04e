import { longPassMs } from '../../core/loop-progress.ts';
import { judgeHolding } from '../../core/reclaim.ts';
import { isBelieved, lookedAt, type WallClock } from '../../core/wall-clock.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import { eachInTurn } from '../each-in-turn.ts';
import { letGoOfSalvage } from '../let-go-of-salvage.ts';
import { findSalvage } from '../reclaim/find-salvage.ts';
import type { Sessions } from '../sessions.ts';

/** Salvage is kept for weeks; a pass is one git process for each cache. */
const lookEveryMs = 60 * 60_000;

/** Lets go of salvage whose time is over, with a receipt. */
export function salvageLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  const { clock } = context;
  let wall: WallClock | null = null;
  return {
    name: 'salvage',
    clock: context.clock,
    doing: 'looking for salvage that is kept no longer',
    passWithinMs: longPassMs,
    onError: (error) => sessions.health.failed('salvage', error),
    pass: async (signal) => {
      const bootMs = clock.bootMs();
      wall = lookedAt(wall, { wallMs: clock.nowMs(), bootMs });
      if (!isBelieved(wall, bootMs))
        return { waitMs: lookEveryMs, waiting: 'lets nothing go: the wall clock was moved' };
      const over = (await findSalvage(context)).filter(({ facts }) => judgeHolding(facts).mayGo);
      await eachInTurn(
        over,
        signal,
        async (found) => void (await letGoOfSalvage(sessions, found, 'salvage_expired')),
      );
      sessions.health.recovered('salvage');
      return lookEveryMs;
    },
  };
}
