import { expect, onTestFinished, test } from 'vitest';
import { askProgress, workerSocket } from '../../../src/cli/daemon/worker-socket.ts';
import { runtimeDirectory, stateLayout } from '../../../src/config/state-layout.ts';
import { systemClock } from '../../../src/edge/clock.ts';
import { serveLines } from '../../../src/edge/line-socket.ts';
import { makeRuntimeDirectory, removeRuntimeDirectory } from '../../../src/edge/runtime-directory.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test.each([
  ['{"standingStill":["claims"]}', { standingStill: ['claims'] }],
  ['{"standingSt', null],
  ['{"another":"shape"}', null],
])('the answer %s of a worker is %j, and ends nobody who asks', async (line, progress) => {
  const layout = stateLayout(temporaryFolder());
  const folder = runtimeDirectory(layout.root);
  makeRuntimeDirectory(folder);
  onTestFinished(() => removeRuntimeDirectory(folder));
  const server = await serveLines(workerSocket(layout), async (_, say) => say(line));
  onTestFinished(() => server.close());
  expect(await askProgress(layout, systemClock, new AbortController().signal)).toEqual(progress);
});
