import type { Session } from '../session/session.ts';

/** A control plane that is slow or away does not hold up the stop for longer. */
const withinMs = 50;

/**
 * Sends what was just written down before the session is stopped: looking for processes keeps this thread busy for
 * 10 ms at a time, and people see an exit that much later. What cannot be sent is tried again by its loop.
 */
export async function tellFirst({ context }: Session): Promise<void> {
  const over = new AbortController();
  const told = () => over.abort();
  void context.evidenceSender.flush().then(told, told);
  await context.clock.sleep(withinMs, over.signal);
}
