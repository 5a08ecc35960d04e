import type { Clock } from '../../edge/clock.ts';
import { aliveness, type ProcessIdentity } from '../../edge/processes/identity.ts';
import { type Signal, signalProcess } from '../../edge/processes/signal.ts';

export interface Ending {
  process: ProcessIdentity;
  signal: Signal;
  withinMs: number;
  clock: Clock;
}

const lookEveryMs = 25;

/** Signals that very process and waits until it is gone. One that was stopped (SIGSTOP) goes on, to hear the signal. */
export async function endProcess({
  process,
  signal,
  withinMs,
  clock,
}: Ending): Promise<'ended' | 'refused' | 'still_running'> {
  if (signalProcess(process, signal) === 'refused') return 'refused';
  signalProcess(process, 'SIGCONT');
  const endMs = clock.bootMs() + withinMs;
  while (aliveness(process) !== 'dead') {
    if (clock.bootMs() > endMs) return 'still_running';
    await clock.sleep(lookEveryMs);
  }
  return 'ended';
}
