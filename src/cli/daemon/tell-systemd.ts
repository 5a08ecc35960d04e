import { serviceNotices } from '../../config/environment.ts';
import type { Clock } from '../../edge/clock.ts';
import { run } from '../../edge/exec.ts';
import { Loop } from '../../edge/loop.ts';

interface Telling {
  clock: Clock;
  /** Whether this process makes progress. While it does not, nothing is said, and systemd replaces it. */
  moves(): boolean;
  say(sentence: string): void;
}

/** At the latest this often, whatever the unit's watchdog. */
const longestPauseMs = 15_000;

/**
 * Tells systemd that this process works, and again and again that it makes progress; null when systemd did not start it.
 * Node has no datagram sockets of the Unix domain, so systemd-notify(1) carries the word: it comes with systemd, and
 * waits until the word has arrived.
 */
export function tellSystemd({ clock, moves, say }: Telling): Loop | null {
  const notices = serviceNotices();
  if (notices === null) return null;
  const { variables: env, watchdogMs } = notices;
  let isReady = false;
  const loop = new Loop({
    name: 'service',
    clock,
    doing: 'telling systemd that it works',
    pass: async () => {
      if (!isReady || moves()) {
        const words = isReady ? ['WATCHDOG=1'] : ['READY=1', 'WATCHDOG=1'];
        const told = await run('systemd-notify', words, { env, timeoutMs: 10_000 });
        if (told.failure !== 'none') throw new Error(`systemd-notify: ${told.stderr.trim() || told.failure}`);
        isReady = true;
      }
      return Math.min(longestPauseMs, (watchdogMs ?? Number.POSITIVE_INFINITY) / 4);
    },
    onError: (error) => say(`systemd was not told that this works: ${String(error)}`),
  });
  return loop.start();
}
