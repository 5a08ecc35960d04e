import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.ts';
import { stateLayout } from '../../src/config/state-layout.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { openLog } from '../../src/edge/log.ts';
import { removeRuntimeDirectory } from '../../src/edge/runtime-directory.ts';
import type { WorkerContext } from '../../src/worker/context.ts';
import { makeContext } from '../../src/worker/make-context.ts';
import { testEnvironment } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What the parts of a worker share, in a state directory of its own; nobody answers as its control plane. */
export async function workerContext(): Promise<WorkerContext> {
  const layout = stateLayout(temporaryFolder());
  for (const folder of [layout.root, layout.logs]) mkdirSync(folder, { recursive: true });
  const context = await makeContext({
    layout,
    config: parseConfig(null, { PLANEGUARD_SESSION_GRACE: '1s' }),
    clock: systemClock,
    log: openLog(null, 'silent'),
    environment: testEnvironment(),
    controlPlaneUrl: () => 'http://127.0.0.1:1',
    token: () => null,
  });
  onTestFinished(() => {
    context.journal.close();
    removeRuntimeDirectory(context.runtimeDir);
  });
  return context;
}
