import type { Config } from '../../config/schema.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { elsewhere } from '../instance/elsewhere.ts';
import { type FoundControlPlane, findControlPlane } from '../instance/find-control-plane.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import { startOwnWorker } from '../instance/start-own-worker.ts';
import { workersControlPlane } from '../instance/workers-control-plane.ts';
import { openDaemonLog } from './open-daemon-log.ts';

/**
 * Stops sessions that outlived their worker (it was killed, or told to keep them): a worker that claims nothing
 * adopts them, stops them with proof, and leaves.
 */
export async function stopOrphanedSessions(context: CliContext, config: Config): Promise<void> {
  const { layout, clock } = context;
  if (elsewhere(layout, config) !== null) return stopAll(await workerHere(context, config));
  const found = await findControlPlane(layout, clock);
  if (found?.embedded) throw embeddedRuns(context, found);
  if (found) await stopAll(await workerHere(context, config));
  else await stopWithEmbedded(context, config);
}

async function workerHere(context: CliContext, config: Config): Promise<Worker> {
  const { layout } = context;
  const log = openDaemonLog(layout, config, 'down');
  const { url, ...how } = await workersControlPlane(layout, config, log);
  return startOwnWorker(context, config, { controlPlaneUrl: url, ...how, log, only: null });
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
