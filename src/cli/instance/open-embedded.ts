import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { Log } from '../../edge/log.ts';
import { readIdentity } from '../../edge/processes/identity.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { openGitHub } from '../../server/github/github.ts';
import { type ControlPlane, openControlPlane } from '../../server/main.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { openDaemonLog } from '../daemon/open-daemon-log.ts';
import { connectTo } from './connect-to.ts';
import { refuseElsewhere } from './elsewhere.ts';
import { startOwnWorker } from './start-own-worker.ts';
import { inUse } from './with-instance.ts';

/** A control plane within this process, on a free port, and a worker when it is wanted. */
export interface EmbeddedInstance {
  client: ControlPlaneClient;
  /** A worker that claims only this request; null claims none. */
  startWorker(only: string | null): Promise<Worker>;
  close(): Promise<void>;
}

/**
 * Throws `unreachable` when another process has the state directory: trying again later helps; `state_refused` when its
 * worker works for another control plane.
 */
export async function openEmbedded(context: CliContext, config: Config): Promise<EmbeddedInstance> {
  const { layout } = context;
  refuseElsewhere(layout, config);
  const log = openDaemonLog(layout, config, 'run');
  const plane = await openPlane(context, config, log);
  const url = await listenAnywhere(plane);
  return {
    client: connectTo(url, context),
    startWorker: (only) => startOwnWorker(context, config, { controlPlaneUrl: () => url, log, only }),
    close: () => plane.close(),
  };
}

/** A command that only looks holds the lock for a moment. */
const tries = 20;
const tryAgainMs = 100;

async function openPlane(context: CliContext, config: Config, log: Log): Promise<ControlPlane> {
  const { layout, clock } = context;
  for (let left = tries; ; left -= 1) {
    try {
      const identity = readIdentity(process.pid);
      const github = openGitHub(config, { clock, environment: personEnvironment() });
      return await openControlPlane({ layout, config, clock, log, identity, github, embedded: true });
    } catch (error) {
      if (!(error instanceof ProblemError && error.code === 'state_refused')) throw error;
      if (left === 0) throw inUse(context);
      await clock.sleep(tryAgainMs);
    }
  }
}

async function listenAnywhere(plane: ControlPlane): Promise<string> {
  try {
    return (await plane.listen({ host: '127.0.0.1', port: 0 })).url;
  } catch (error) {
    await plane.close();
    throw error;
  }
}
