import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import type { Log } from '../../edge/log.ts';
import { startWorker } from '../../worker/main.ts';
import type { Worker } from '../../worker/worker.ts';
import type { CliContext } from '../context.ts';
import { workerTokenIfThere } from './token-files.ts';

export interface OwnWorker {
  controlPlaneUrl: () => string;
  /** That of the state directory's own control plane if absent. */
  token?: () => string | null;
  /** Nobody is away in this process. */
  away?: () => string | null;
  refused?: () => void;
  log: Log;
  /** Only this request; null for none at all. */
  only: string | null;
}

/** A worker within this process, on this state directory. */
export const startOwnWorker = (
  { layout, clock }: CliContext,
  config: Config,
  options: OwnWorker,
): Promise<Worker> =>
  startWorker({
    layout,
    config,
    token: () => workerTokenIfThere(layout),
    environment: personEnvironment(),
    clock,
    ...options,
  });
