import { kill } from 'node:process';
import { hasCode } from '../files.ts';
import { aliveness, type ProcessIdentity } from './identity.ts';

/** `gone` includes a pid that is another process now. `refused`: of another user, or not readable. */
export type SignalResult = 'sent' | 'gone' | 'refused';

/** INT and USR2 are for Planeguard's own daemons: end with your sessions. CONT lets one go on that was stopped. */
export type Signal = 'SIGTERM' | 'SIGKILL' | 'SIGINT' | 'SIGUSR2' | 'SIGCONT';

/** Signals that very process, looked at in the same moment; a pid that was used again is `gone`. */
export function signalProcess(identity: ProcessIdentity, signal: Signal): SignalResult {
  return signalIfAlive(identity, identity.pid, signal);
}

/** Signals the process group that this process leads. */
export function signalGroupOf(leader: ProcessIdentity, signal: Signal): SignalResult {
  return signalIfAlive(leader, -leader.pid, signal);
}

function signalIfAlive(identity: ProcessIdentity, target: number, signal: Signal): SignalResult {
  const state = aliveness(identity);
  if (state !== 'alive') return state === 'dead' ? 'gone' : 'refused';
  try {
    kill(target, signal);
    return 'sent';
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return 'gone';
    if (hasCode(error, 'EPERM')) return 'refused';
    throw error;
  }
}
