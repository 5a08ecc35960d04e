import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { hasCode } from '../../edge/files.ts';
import { openLog } from '../../edge/log.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { readIdentityOf } from '../../worker/guard/guard-facts.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { type FoundControlPlane, findControlPlane } from '../instance/find-control-plane.ts';
import { openEmbedded } from '../instance/open-embedded.ts';
import { startOwnWorker } from '../instance/start-own-worker.ts';

/**
 * Stops sessions that outlived their worker (it was killed, or told to keep them): a worker that claims nothing
 * adopts them, stops them with proof, and leaves. Returns their ids; none when no guard is on watch.
 */
export async function stopOrphanedSessions(context: CliContext, config: Config): Promise<string[]> {
  const guarded = guardedSessions(context.layout);
  if (guarded.length === 0) return [];
  const found = await findControlPlane(context.layout, context.clock);
  if (found?.embedded) throw embeddedRuns(context, found);
  if (found) await stopAll(await workerOf(context, config, found));
  else await stopWithEmbedded(context, config);
  return guarded;
}

function guardedSessions(layout: StateLayout): string[] {
  return sessionIds(layout).filter((id) => {
    const watch = readIdentityOf(layout.session(id), 'watch');
    return watch !== null && aliveness(watch) !== 'dead';
  });
}

function sessionIds(layout: StateLayout): string[] {
  try {
    return readdirSync(layout.sessions);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function workerOf(context: CliContext, config: Config, { url }: FoundControlPlane): Promise<Worker> {
  const { layout } = context;
  makePrivateFolder(layout.logs);
  const log = openLog(join(layout.logs, 'down.log'));
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
