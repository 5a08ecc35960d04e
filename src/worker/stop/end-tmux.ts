import { aliveness, type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';
import { killTmuxServer } from '../../edge/tmux.ts';
import { readStarted } from '../guard/guard-facts.ts';
import { drainTranscript } from './drain-transcript.ts';
import type { Stopping } from './stopping.ts';

/** A server tells those who are attached, and waits for their terminals, after it has answered. */
const leaveWithinMs = 300;
const pollMs = 5;

/** Politely, so that the transcript is whole and attached people are told. Not asked twice when it hangs. */
export async function endTmux(stopping: Stopping): Promise<void> {
  const { clock, tmux } = stopping;
  await drainTranscript(stopping);
  const server = serverOf(stopping);
  if (!(await killTmuxServer(tmux)) || server === null) return;
  const endMs = clock.monotonicMs() + leaveWithinMs;
  while (aliveness(server) !== 'dead' && clock.monotonicMs() < endMs) await clock.sleep(pollMs);
}

/** Only to wait for: the receipt's pid alone proves nothing. */
function serverOf({ paths }: Stopping): ProcessIdentity | null {
  const started = readStarted(paths);
  return started.kind === 'started' ? readIdentity(started.tmuxServerPid) : null;
}
