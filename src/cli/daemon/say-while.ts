import type { CliContext } from '../context.ts';

const firstAfterMs = 1_000;
const againAfterMs = 5_000;

/** Does work that may take long, and says on stderr that it still does: after a second, then every five. */
export async function sayWhile<T>(
  { clock, output }: CliContext,
  what: () => string,
  work: Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const saying = say();
  try {
    return await work;
  } finally {
    over.abort();
    await saying;
  }

  async function say(): Promise<void> {
    const startedMs = clock.bootMs();
    for (let waitMs = firstAfterMs; ; waitMs = againAfterMs) {
      await clock.sleep(waitMs, over.signal);
      if (over.signal.aborted) return;
      output.note(`${what()} (${Math.round((clock.bootMs() - startedMs) / 1_000)} s)`);
    }
  }
}
