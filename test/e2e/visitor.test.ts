import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { until } from '../support/until.ts';

/** A person's shell in a folder. */
async function visit(cwd: string) {
  const visitor = spawn('sleep', ['600'], { cwd, stdio: 'ignore' });
  onTestFinished(() => void visitor.kill('SIGKILL'));
  await once(visitor, 'spawn');
  return visitor;
}

test('a clean workspace in which a person stands is kept, and goes at a later look once they have left', async () => {
  const place = new Place();
  await place.up();
  const id = await queue(place, place.agent('pwd > "$MARKS/folder"\nsleep 600'));
  const workspace = (await place.untilMark('folder')).trim();
  const visitor = await visit(workspace);
  await place.client.cancelRequest(id);
  await restingRequest(place, id);
  const kept = await until('it is kept', async () => {
    const { kept } = await place.client.status();
    return kept.length > 0 && kept;
  });
  expect(kept).toMatchObject([{ path: workspace, why: 'in_use' }]);
  expect(existsSync(workspace)).toBe(true);

  visitor.kill('SIGKILL');
  await once(visitor, 'exit');
  await place.planeguard('down');
  await place.up();
  await until('its workspace is gone', () => !existsSync(workspace));
  await until('it is not kept', async () => (await place.client.status()).kept.length === 0);
});
