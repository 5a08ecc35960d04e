import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionLayout } from '../../config/state-layout.ts';
import type { Clock } from '../../edge/clock.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { signalGroupOf } from '../../edge/processes/signal.ts';
import { readIdentityOf } from './guard-facts.ts';

const endWithinMs = 2_000;
const pollMs = 5;

export type WatchEnd = { kind: 'gone' } | { kind: 'alive'; pid: number };

/** Ends the session's watch and confirms that it is gone. May be repeated. */
export async function endWatch(layout: SessionLayout, clock: Clock): Promise<WatchEnd> {
  // Also ends a watch that was just starting, and has not written its identity yet.
  if (existsSync(layout.guard)) writeFileSync(join(layout.guard, 'closed'), '');
  const watch = readIdentityOf(layout, 'watch');
  if (watch === null) return { kind: 'gone' };
  const endMs = clock.monotonicMs() + endWithinMs;
  while (aliveness(watch) !== 'dead') {
    if (clock.monotonicMs() >= endMs) return { kind: 'alive', pid: watch.pid };
    signalGroupOf(watch, 'SIGKILL');
    await clock.sleep(pollMs);
  }
  return { kind: 'gone' };
}
