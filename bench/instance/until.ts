import { systemClock } from '../../src/edge/clock.ts';

/** Polls until the probe gives something. Only for preparation: nothing measured waits in here. */
export async function until<T>(
  what: string,
  probe: () => T | null | false | Promise<T | null | false>,
  withinMs = 60_000,
): Promise<T> {
  const endMs = systemClock.monotonicMs() + withinMs;
  for (;;) {
    const found = await probe();
    if (found !== null && found !== false) return found;
    if (systemClock.monotonicMs() > endMs) throw new Error(`not within ${withinMs / 1_000} s: ${what}`);
    await systemClock.sleep(10);
  }
}
