import type { StateLayout } from '../../config/state-layout.ts';
import { listen, nothingHeard, type SignOfLife, whyReplace } from '../../core/supervision.ts';
import type { Clock } from '../../edge/clock.ts';
import type { Daemon } from '../../edge/exec.ts';
import { readIfLegible } from '../../edge/files.ts';
import { type ProcessIdentity, readIdentity } from '../../edge/processes/identity.ts';
import { signalProcess } from '../../edge/processes/signal.ts';
import { endProcess } from './end-process.ts';
import { askProgress } from './worker-socket.ts';

export interface WatchOptions {
  layout: StateLayout;
  clock: Clock;
  /** Without a sign of life for so long it is replaced. */
  hungAfterMs: number;
  say(sentence: string): void;
}

const lookEveryMs = 1_000;
/** It says goodbye within ten seconds when it can. */
const politelyMs = 5_000;

/** Ends a worker that gives no sign of life, or whose loops stand still: it is asked to leave its sessions, then killed. */
export async function watchWorker(
  { pid }: Daemon,
  { layout, clock, hungAfterMs, say }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const worker = readIdentity(pid);
  const signs = new SignsOfLife(layout, clock);
  let heard = nothingHeard(clock.bootMs());
  while (worker !== null && !signal.aborted) {
    heard = listen(heard, await signs.look(signal), clock.bootMs());
    const why = whyReplace(heard, hungAfterMs);
    if (why !== null && !signal.aborted) return replace(worker, { why, clock, say });
    await clock.sleep(lookEveryMs, signal);
  }
}

async function replace(
  process: ProcessIdentity,
  { why, clock, say }: { why: string; clock: Clock; say(sentence: string): void },
): Promise<void> {
  say(`The worker (pid ${process.pid}) ${why}. It is replaced; its sessions go on.`);
  const ended = await endProcess({ process, signal: 'SIGTERM', withinMs: politelyMs, clock });
  if (ended === 'still_running') signalProcess(process, 'SIGKILL');
}

/** Two ways to be heard: on the socket, and by the status file, which a full disk keeps as it is. */
class SignsOfLife {
  readonly #layout: StateLayout;
  readonly #clock: Clock;
  #status: string | null = null;

  constructor(layout: StateLayout, clock: Clock) {
    this.#layout = layout;
    this.#clock = clock;
  }

  async look(signal: AbortSignal): Promise<SignOfLife> {
    const progress = await askProgress(this.#layout, this.#clock, signal);
    if (progress !== null) {
      const loops = progress.standingStill;
      return loops.length === 0 ? { kind: 'moves' } : { kind: 'stands_still', loops };
    }
    const before = this.#status;
    this.#status = readIfLegible(this.#layout.workerStatus);
    return before !== null && this.#status !== before ? { kind: 'moves' } : { kind: 'silent' };
  }
}
