import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { openLog } from '../../edge/log.ts';
import { openControlPlane } from '../../server/main.ts';
import { startWorker, type Worker } from '../../worker/main.ts';
import type { CliContext } from '../context.ts';
import { connectTo } from './connect-to.ts';
import { workerToken } from './token-files.ts';

/** A control plane within this process, on a free port, and a worker when it is wanted. */
export interface EmbeddedInstance {
  client: ControlPlaneClient;
  /** A worker that claims only this request; any request when none is named. */
  startWorker(only?: string): Promise<Worker>;
  close(): Promise<void>;
}

export async function openEmbedded(context: CliContext, config: Config): Promise<EmbeddedInstance> {
  const { layout, clock } = context;
  mkdirSync(layout.logs, { recursive: true, mode: 0o700 });
  const log = openLog(join(layout.logs, 'run.log'));
  const plane = await openControlPlane({ layout, config, clock, log, embedded: true });
  const { url } = await plane.listen({ host: '127.0.0.1', port: 0 });
  return {
    client: connectTo(url, context),
    startWorker: (only) =>
      startWorker({
        layout,
        config,
        controlPlaneUrl: () => url,
        token: () => workerToken(layout),
        environment: personEnvironment(),
        clock,
        log,
        only,
      }),
    close: () => plane.close(),
  };
}
