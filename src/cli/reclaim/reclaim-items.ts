import type { Config } from '../../config/schema.ts';
import { askLines } from '../../edge/line-socket.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type ReclaimedItem, reclaimLineSchema } from '../../protocol/reclaim.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { openDaemonLog } from '../daemon/open-daemon-log.ts';
import { workerSocket } from '../daemon/worker-socket.ts';
import { findControlPlane } from '../instance/find-control-plane.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import { startOwnWorker } from '../instance/start-own-worker.ts';
import { inUse } from '../instance/with-instance.ts';

export interface Reclaiming {
  tell: (item: ReclaimedItem) => void;
  signal: AbortSignal;
}

/**
 * Has the running worker free what can go; when none runs, a worker that claims nothing comes, does it and leaves.
 * @throws ProblemError when somebody else has the state directory, or the worker fails.
 */
export async function reclaimItems(context: CliContext, reclaiming: Reclaiming): Promise<void> {
  const lines = await askLines(workerSocket(context.layout), 'reclaim');
  if (lines !== null) return follow(lines, reclaiming);
  const { config } = await context.loadConfig();
  const found = await findControlPlane(context.layout, context.clock);
  if (found?.embedded) throw inUse(context);
  if (found) return reclaimAndLeave(context, await workerOf(context, config, found.url), reclaiming);
  const instance = await openEmbedded(context, config);
  try {
    await reclaimAndLeave(context, await instance.startWorker(null), reclaiming);
  } finally {
    await instance.close();
  }
}

async function follow(lines: AsyncIterable<string>, { tell, signal }: Reclaiming): Promise<void> {
  for await (const text of lines) {
    const line = reclaimLineSchema.parse(JSON.parse(text));
    if ('done' in line) return;
    if ('failed' in line) throw failed(line.failed);
    tell(line.item);
    if (signal.aborted) return;
  }
  throw failed('it left in the middle');
}

const failed = (why: string): ProblemError =>
  new ProblemError(
    'unreachable',
    `The worker did not reclaim everything: ${why}. Do it again: planeguard reclaim`,
  );

const workerOf = (context: CliContext, config: Config, url: string): Promise<Worker> =>
  startOwnWorker(context, config, {
    controlPlaneUrl: () => url,
    log: openDaemonLog(context.layout, config, 'reclaim'),
    only: null,
  });

/** A control plane on this machine answers at once; looks into kept workspaces take a moment each. */
const caughtUpWithinMs = 60_000;

async function reclaimAndLeave(
  { clock }: CliContext,
  worker: Worker,
  { tell, signal }: Reclaiming,
): Promise<void> {
  try {
    const inTime = new AbortController();
    await Promise.race([worker.caughtUp, clock.sleep(caughtUpWithinMs, inTime.signal)]);
    inTime.abort();
    await worker.reclaim(tell, signal);
  } finally {
    await worker.stop({ keepSessions: true });
  }
}
