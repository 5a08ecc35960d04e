import { aliveness } from '../../edge/processes/identity.ts';
import { flushTranscript } from '../../edge/tmux.ts';
import { readIdentityOf } from '../guard/guard-facts.ts';
import type { Stopping } from './stopping.ts';

/** A session may be over before its writer has begun to run. */
const beginWithinMs = 500;
/** Reached only where it cannot write, or on a very busy machine. */
const drainWithinMs = 2_000;
const pollMs = 5;

/** Lets the transcript's writer take what the pane has printed: a kill at once loses the last line. */
export async function drainTranscript(stopping: Stopping): Promise<void> {
  const { clock } = stopping;
  if (writerOf(stopping) === 'over' || !(await flushTranscript(stopping.tmux))) return;
  const startedMs = clock.monotonicMs();
  for (;;) {
    const writer = writerOf(stopping);
    const withinMs = writer === 'not_begun' ? beginWithinMs : drainWithinMs;
    if (writer === 'over' || clock.monotonicMs() - startedMs >= withinMs) return;
    await clock.sleep(pollMs);
  }
}

function writerOf({ paths }: Stopping): 'not_begun' | 'writes' | 'over' {
  const writer = readIdentityOf(paths, 'transcript');
  if (writer === null) return 'not_begun';
  return aliveness(writer) === 'dead' ? 'over' : 'writes';
}
