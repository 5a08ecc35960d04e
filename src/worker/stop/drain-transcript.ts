import { aliveness } from '../../edge/processes/identity.ts';
import { flushTranscript } from '../../edge/tmux.ts';
import { readIdentityOf } from '../guard/guard-facts.ts';
import type { Stopping } from './stopping.ts';

const drainWithinMs = 500;
const pollMs = 5;

/** Lets the transcript's writer take what the pane has printed: a kill at once loses the last line. */
export async function drainTranscript(stopping: Stopping): Promise<void> {
  const { clock, paths } = stopping;
  const writer = readIdentityOf(paths, 'transcript');
  if (writer === null || aliveness(writer) === 'dead') return;
  if (!(await flushTranscript(stopping.tmux))) return;
  const endMs = clock.monotonicMs() + drainWithinMs;
  while (aliveness(writer) !== 'dead' && clock.monotonicMs() < endMs) await clock.sleep(pollMs);
}
