import type { StopSignal, StopSignals } from './stop-signals.ts';

const lookEveryMs = 2_000;

/** What ends a daemon: a signal, or that its state directory was deleted, moved or replaced under it. */
export async function untilTold(
  signals: StopSignals,
  isInPlace: () => boolean,
): Promise<StopSignal | 'place_lost'> {
  for (;;) {
    const signal = await signals.next(lookEveryMs);
    if (signal !== null) return signal;
    if (!isInPlace()) return 'place_lost';
  }
}

/** What the daemon says then. */
export const placeLost = (root: string, who: string, does: string): string =>
  `The state directory ${root} was deleted, moved or replaced while the ${who} ran on it. ${does}`;
