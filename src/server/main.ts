import { claimStateDirectory } from './claim-state-directory.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';
import { openParts } from './open-parts.ts';
import { RunningControlPlane } from './running-control-plane.ts';

export type ControlPlane = Pick<RunningControlPlane, 'app' | 'listen' | 'isInPlace' | 'close'>;

/**
 * Opens the control plane of a state directory. One at a time: the kernel's lock decides.
 * @throws ProblemError state_refused (another one uses it), misconfigured (database, folder, disk).
 */
export async function openControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const lock = claimStateDirectory(options.layout);
  const closing = new AbortController();
  try {
    const parts = await openParts(options, closing.signal);
    return new RunningControlPlane(options, { parts, closing, lock });
  } catch (error) {
    lock.release();
    throw error;
  }
}
