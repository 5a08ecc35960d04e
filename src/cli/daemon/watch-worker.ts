import type { StateLayout } from '../../config/state-layout.ts';
import { type Heard, listen, nothingHeard, type SignOfLife, whyReplace } from '../../core/supervision.ts';
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
/** One that still answers gets so long to leave. */
const politelyMs = 5_000;

/** Ends a worker that gives no sign of life, or whose loops stand still. Its sessions go on. */
export async function watchWorker(
  { pid }: Daemon,
  { layout, clock, hungAfterMs, say }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const worker = readIdentity(pid);
  const signs = new SignsOfLife(layout, clock);
  let heard = nothingHeard(clock.bootMs());
  while (worker !== null && !signal.aborted) {
    const beganMs = clock.monotonicMs();
    heard = listen(heard, await signs.look(signal), clock.bootMs());
    const why = whyReplace(heard, hungAfterMs);
    if (why !== null && !signal.aborted) {
      say(`The worker (pid ${pid}) ${why}. It is replaced; its sessions go on.`);
      return end(worker, heard, clock);
    }
    // A look at one that hangs has taken a while itself.
    await clock.sleep(Math.max(0, lookEveryMs - (clock.monotonicMs() - beganMs)), signal);
  }
}

/** Who has been silent for so long hears no request either; and one that was stopped must not act on what it knew then. */
async function end(process: ProcessIdentity, { last }: Heard, clock: Clock): Promise<void> {
  const asked = { process, signal: 'SIGTERM', withinMs: politelyMs, clock } as const;
  if (last.kind === 'silent' || (await endProcess(asked)) === 'still_running')
    signalProcess(process, 'SIGKILL');
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
