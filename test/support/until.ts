import { setTimeout as sleep } from 'node:timers/promises';

const firstPauseMs = 10;
/** Looks cost processor time that others wait for: a long wait is looked at less often. */
const longestPauseMs = 100;

/** Polls until the probe gives something, in the end every `everyMs`; fails with `what` after `withinMs`. */
export async function until<T>(
  what: string | (() => string),
  probe: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  withinMs = 30_000,
  everyMs = longestPauseMs,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(everyMs, pauseMs * 1.2)) {
    const found = await probe();
    if (found !== null && found !== undefined && found !== false) return found;
    if (performance.now() > end)
      throw new Error(`not within ${withinMs} ms: ${typeof what === 'string' ? what : what()}`);
    await sleep(pauseMs);
  }
}
