import type { Clock } from '../../edge/clock.ts';
import type { Daemon } from '../../edge/exec.ts';
import { aliveness, type ProcessIdentity } from '../../edge/processes/identity.ts';

const lookEveryMs = 250;

/** A daemon that another process has started: its end is seen, its exit code is not. */
export function adoptDaemon(process: ProcessIdentity, clock: Clock): Daemon {
  const leaving = new AbortController();
  const untilDead = async () => {
    while (aliveness(process) !== 'dead' && !leaving.signal.aborted)
      await clock.sleep(lookEveryMs, leaving.signal);
    return null;
  };
  return { pid: process.pid, ended: untilDead(), leaveAlone: () => leaving.abort() };
}
