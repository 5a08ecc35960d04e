import type { Config } from '../../config/schema.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { type FoundControlPlane, findControlPlane } from '../instance/find-control-plane.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import { startOwnWorker } from '../instance/start-own-worker.ts';
import { openDaemonLog } from './open-daemon-log.ts';

/**
 * Stops sessions that outlived their worker (it was killed, or told to keep them): a worker that claims nothing
 * adopts them, stops them with proof, and leaves.
 */
export async function stopOrphanedSessions(context: CliContext, config: Config): Promise<void> {
  const found = await findControlPlane(context.layout, context.clock);
  if (found?.embedded) throw embeddedRuns(context, found);
  if (found) await stopAll(await workerOf(context, config, found));
  else await stopWithEmbedded(context, config);
}

function workerOf(context: CliContext, config: Config, { url }: FoundControlPlane): Promise<Worker> {
  const { layout } = context;
  const log = openDaemonLog(layout, config, 'down');
  return startOwnWorker(context, config, { controlPlaneUrl: () => url, log, only: null });
}

async function stopWithEmbedded(context: CliContext, config: Config): Promise<void> {
  const instance = await openEmbedded(context, config);
  try {
    await stopAll(await instance.startWorker(null));
  } finally {
    await instance.close();
  }
}

const stopAll = (worker: Worker): Promise<void> => worker.stop({ keepSessions: false });

const embeddedRuns = ({ layout }: CliContext, { pid }: FoundControlPlane): ProblemError =>
  new ProblemError(
    'state_refused',
    `A planeguard run --wait (pid ${pid}) uses ${layout.root}. End it with Ctrl-C in its terminal, or: kill -INT ${pid}`,
  );
