import type { Clock } from '../edge/clock.ts';
import type { Log } from '../edge/log.ts';
import { type ControlPlanePaths, claimStateDirectory } from './claim-state-directory.ts';
import type { App } from './control-plane-app.ts';
import { controlPlaneApp } from './control-plane-app.ts';
import { listenOn } from './listen-on.ts';
import { expireLeasesLoop } from './loops/expire-leases.ts';
import { unconfirmedClaimsLoop } from './loops/unconfirmed-claims.ts';
import { openParts } from './open-parts.ts';
import type { ControlPlaneSettings } from './parts.ts';

export interface ControlPlaneOptions {
  /** The state directory is made when it is not there. */
  layout: ControlPlanePaths;
  config: ControlPlaneSettings;
  clock: Clock;
  log: Log;
  /** Only for one command's own request: others are told not to rely on it. */
  embedded?: boolean;
}

export interface ControlPlane {
  /** Answers calls in this process, without a port: `app.fetch(new Request(…))`. */
  app: App;
  /**
   * Listens on an address; port 0 takes a free one. Only once.
   * @throws ProblemError misconfigured: the address is taken, or not of this machine.
   */
  listen(address: { host: string; port: number }): Promise<{ url: string }>;
  /** Ends long polls and streams, finishes what is being written, and frees the state directory. */
  close(): Promise<void>;
}

/**
 * Opens the control plane of a state directory. One at a time: the kernel's lock decides.
 * @throws ProblemError state_refused (another one uses it), misconfigured (database, folder, disk).
 */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const claimed = claimStateDirectory(options.layout);
  try {
    return await running(options, claimed.release);
  } catch (error) {
    claimed.release();
    throw error;
  }
}

async function running(options: ControlPlaneOptions, release: () => void): Promise<ControlPlane> {
  const closing = new AbortController();
  const { parts, setLoops, setAddress, closeStore } = await openParts(options, closing.signal);
  const app = controlPlaneApp(parts);
  const loops = [expireLeasesLoop(parts).start(), unconfirmedClaimsLoop(parts).start()];
  setLoops(loops);
  const listening: (() => Promise<void>)[] = [];
  return {
    app,
    listen: async (address) => {
      const { url, stop } = await listenOn(app, address, options);
      listening.push(stop);
      setAddress({ url, sinceMs: options.clock.nowMs() });
      return { url };
    },
    close: async () => {
      closing.abort();
      for (const stop of listening) await stop();
      for (const loop of loops) await loop.stop();
      await closeStore();
      release();
    },
  };
}
