import { standsStill } from '../../core/loop-progress.ts';
import { isoTime } from '../../edge/clock.ts';
import type { Status } from '../../protocol/status.ts';
import type { Parts } from '../parts.ts';

/** This control plane's own health: storage that takes nothing comes before a loop that stands still. */
export function ownView({ clock, condition }: Parts): Status['controlPlane'] {
  const listening = condition.listening();
  const url = listening?.url ?? 'in this process';
  const trouble = condition.storage() ?? stuck(condition, clock);
  if (trouble === null) {
    const sinceMs = listening?.sinceMs ?? condition.startedAtMs;
    return { url, health: 'healthy', since: isoTime(sinceMs), reason: null };
  }
  const since = isoTime(trouble.sinceMs);
  const stale = ` What is shown here may be as old as that: ${since}.`;
  return { url, health: 'degraded', since, reason: trouble.reason + stale };
}

function stuck(
  condition: Parts['condition'],
  clock: Parts['clock'],
): { reason: string; sinceMs: number } | null {
  const still = condition.progress().find((loop) => standsStill(loop, clock.monotonicMs()));
  if (still === undefined) return null;
  const reason = `Its loop ${still.name} stands still (${still.doing}). Start the control plane anew; sessions go on.`;
  return { reason, sinceMs: clock.nowMs() - clock.bootMs() + still.sinceMs };
}
