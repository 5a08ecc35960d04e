import type { StateLayout } from '../../config/state-layout.ts';
import { type Lock, takeLock } from '../../edge/lock.ts';
import { ProblemError } from '../../protocol/problem.ts';

/**
 * Takes every lock of a state directory, so that nothing of Planeguard can use it meanwhile. Sessions go on.
 * @param wish what the caller is to do, for the sentence: `restored`.
 * @throws ProblemError state_refused while anything runs, misconfigured.
 */
export function holdStateDirectory(layout: StateLayout, wish: string): { release(): void } {
  const taken: Lock[] = [];
  const release = () => {
    for (const lock of taken.reverse()) lock.release();
  };
  try {
    for (const [who, path] of locksOf(layout)) taken.push(hold(layout, { who, path, wish }));
    return { release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Who starts others comes first. */
const locksOf = (layout: StateLayout): [string, string][] => [
  ["Planeguard's up", layout.upLock],
  ["A worker's supervisor", layout.supervisorLock],
  ['A worker', layout.workerLock],
  ['A control plane', layout.controlPlaneLock],
];

function hold({ root }: StateLayout, { who, path, wish }: { who: string; path: string; wish: string }): Lock {
  const lock = takeLock(path);
  switch (lock.kind) {
    case 'taken':
      return lock;
    case 'held':
      throw new ProblemError(
        'state_refused',
        `${who} runs on ${root}: it is ${wish} only when nothing does. End it first: planeguard down --keep-sessions`,
      );
    case 'failed':
      throw new ProblemError('misconfigured', `${path} cannot be locked: ${String(lock.cause)}.`, {
        cause: lock.cause,
      });
    default:
      return lock satisfies never;
  }
}
