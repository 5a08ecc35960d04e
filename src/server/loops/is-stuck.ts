import type { LoopProgress } from '../../edge/loop.ts';

/** A pass takes milliseconds, and starts when it is due: 30 s late means that it does not go on. */
const lateMs = 30_000;

export function isStuck(loop: LoopProgress, nowMs: number): boolean {
  switch (loop.doing) {
    case 'working':
      return nowMs - loop.sinceMs > lateMs;
    case 'waiting':
      return loop.nextMs !== null && nowMs - loop.nextMs > lateMs;
    case 'stopped':
      return true;
    default:
      return loop.doing satisfies never;
  }
}
