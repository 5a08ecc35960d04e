import type { Config } from '../../config/schema.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { type LogName, openDaemonLog } from '../daemon/open-daemon-log.ts';
import { findControlPlane } from './find-control-plane.ts';
import { openEmbedded } from './open-embedded.ts';
import { startOwnWorker } from './start-own-worker.ts';
import { inUse } from './with-instance.ts';

/** A control plane on this machine answers at once; looks into kept workspaces take a moment each. */
const caughtUpWithinMs = 60_000;

/**
 * Where no worker runs that could be asked: one that claims nothing comes, does this and leaves. Sessions go on.
 * @throws ProblemError when somebody else has the state directory, or the worker fails.
 */
export async function withOwnWorker(
  context: CliContext,
  log: LogName,
  use: (worker: Worker) => Promise<void>,
): Promise<void> {
  const { config } = await context.loadConfig();
  const found = await findControlPlane(context.layout, context.clock);
  if (found?.embedded) throw inUse(context);
  if (found) return useAndLeave(context, await workerOf(context, config, { url: found.url, log }), use);
  const instance = await openEmbedded(context, config);
  try {
    await useAndLeave(context, await instance.startWorker(null), use);
  } finally {
    await instance.close();
  }
}

const workerOf = (
  context: CliContext,
  config: Config,
  { url, log }: { url: string; log: LogName },
): Promise<Worker> =>
  startOwnWorker(context, config, {
    controlPlaneUrl: () => url,
    log: openDaemonLog(context.layout, config, log),
    only: null,
  });

async function useAndLeave(
  { clock }: CliContext,
  worker: Worker,
  use: (worker: Worker) => Promise<void>,
): Promise<void> {
  try {
    const inTime = new AbortController();
    await Promise.race([worker.caughtUp, clock.sleep(caughtUpWithinMs, inTime.signal)]);
    inTime.abort();
    await use(worker);
  } finally {
    await worker.stop({ keepSessions: true });
  }
}
