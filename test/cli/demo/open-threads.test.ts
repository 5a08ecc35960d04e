import { expect, test } from 'vitest';
import { openThreads } from '../../../src/cli/demo/leftovers.ts';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { newRequest } from '../../support/worker-calls.ts';

test('a thread that was not closed is found in the database, among those looked for', async () => {
  const folder = temporaryFolder();
  const { operator, controlPlane } = await startControlPlane({ folder });
  const queue = async () => String((await operator('POST', '/v1/requests', newRequest)).body.id);
  const [going, over] = [await queue(), await queue()];
  await operator('POST', `/v1/requests/${over}/cancel`, {});
  await controlPlane.close();
  const { database } = stateLayout(folder);
  expect(await openThreads(database, [going, over])).toEqual({
    what: 'open threads',
    found: [`${going} on the dashboard is open`],
    lookedFor: 2,
  });
});
