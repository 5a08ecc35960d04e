import type { Lock } from '../edge/lock.ts';
import type { Loop } from '../edge/loop.ts';
import type { App } from './app.ts';
import type { Address } from './bind-address.ts';
import { controlPlaneApp } from './control-plane-app.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import type { GitHub } from './github/github.ts';
import { listenOn } from './listen-on.ts';
import { expireLeasesLoop } from './loops/expire-leases.ts';
import { githubCommentsLoop } from './loops/github-comments.ts';
import { githubDeliveriesLoop } from './loops/github-deliveries.ts';
import { githubPollLoop } from './loops/github-poll.ts';
import { githubVouchLoop } from './loops/github-vouch.ts';
import { storageLoop } from './loops/storage.ts';
import { threadsLoop } from './loops/threads.ts';
import { unconfirmedClaimsLoop } from './loops/unconfirmed-claims.ts';
import type { Parts } from './parts.ts';

/** A control plane at work, from its parts to its end. */
export class RunningControlPlane {
  /** Answers calls in this process, without a port: `app.fetch(new Request(…))`. */
  readonly app: App;
  readonly #options: ControlPlaneOptions;
  readonly #parts: Parts;
  readonly #loops: readonly Loop[];
  readonly #closing: AbortController;
  readonly #lock: Lock;
  #stopListening: () => Promise<void> = () => Promise.resolve();
  #closed: Promise<void> | null = null;

  constructor(
    options: ControlPlaneOptions,
    { parts, closing, lock }: { parts: Parts; closing: AbortController; lock: Lock },
  ) {
    this.#options = options;
    this.#parts = parts;
    this.#closing = closing;
    this.#lock = lock;
    this.app = controlPlaneApp(parts);
    this.#loops = [
      expireLeasesLoop(parts),
      unconfirmedClaimsLoop(parts),
      storageLoop(parts),
      threadsLoop(parts),
      ...(parts.github === null || options.embedded ? [] : githubLoops(parts, parts.github)),
    ];
    for (const loop of this.#loops) loop.start();
    parts.condition.runs(this.#loops);
  }

  /**
   * Listens on an address; port 0 takes a free one. Only once.
   * @throws ProblemError misconfigured: the address is taken, or not of this machine.
   */
  async listen(address: Address): Promise<{ url: string }> {
    const { url, stop } = await listenOn(this.app, address, this.#options);
    this.#stopListening = stop;
    this.#parts.condition.listens({ url, sinceMs: this.#options.clock.nowMs() });
    return { url };
  }

  /** False once its state directory was deleted, moved or replaced. */
  isInPlace(): boolean {
    return this.#lock.isInPlace();
  }

  /** Ends long polls and streams, finishes what is being written, and frees the state directory. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    try {
      await this.#stopListening();
      this.#parts.github?.api.close();
      for (const loop of this.#loops) await loop.stop();
      await this.#parts.writer.idle();
      await this.#parts.db.destroy();
    } finally {
      this.#lock.release();
    }
  }
}

const githubLoops = (parts: Parts, github: GitHub): Loop[] => [
  githubPollLoop(parts, github),
  githubDeliveriesLoop(parts, github),
  githubVouchLoop(parts, github),
  githubCommentsLoop(parts, github),
];
