import { closedStates, heldStates, type RequestState } from '../../core/request.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { findControlPlane } from './find-control-plane.ts';

/** A control plane of our own answers at once; a workspace of any size is removed within this. */
const longestMs = 60_000;
const lookEveryMs = 50;

/**
 * Carries out what a person's decision means for this machine when nothing runs that would: a worker that claims
 * nothing comes, stops the session that is not wanted any more, lets go of what is kept for nothing, and leaves.
 * Returns whether there was anything to carry out.
 */
export async function carryOutHere(
  context: CliContext,
  request: { id: string; state: RequestState },
): Promise<boolean> {
  const wanted: readonly RequestState[] = [...closedStates, ...heldStates];
  if (!wanted.includes(request.state)) return false;
  if (await findControlPlane(context.layout, context.clock)) return false;
  const { openEmbedded } = await import('./open-embedded.ts');
  const { config } = await context.loadConfig();
  const instance = await openEmbedded(context, config);
  try {
    const worker = await instance.startWorker(null);
    await caughtUp(context, worker);
    await untilReleased(context, instance.client, request.id);
    await worker.stop({ keepSessions: true });
    return true;
  } finally {
    await instance.close();
  }
}

async function caughtUp({ clock }: CliContext, worker: Worker): Promise<void> {
  const inTime = new AbortController();
  await Promise.race([worker.caughtUp, clock.sleep(longestMs, inTime.signal)]);
  inTime.abort();
}

/** A cancelled session takes its grace and the proof. */
async function untilReleased(
  { clock }: CliContext,
  client: ControlPlaneClient,
  requestId: string,
): Promise<void> {
  const endMs = clock.monotonicMs() + longestMs;
  while (clock.monotonicMs() < endMs) {
    const { state } = await client.showRequest(requestId);
    if (!heldStates.some((held) => held === state)) return;
    await clock.sleep(lookEveryMs);
  }
}
