import { existsSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, stateReached } from '../support/resting-request.ts';
import { devServer, started } from '../support/scripts.ts';
import { until } from '../support/until.ts';

async function upWithAgent(place: Place) {
  const up = place.start('up');
  await until('up', () => up.stderr.includes('Ctrl-C ends it'));
  const id = await queue(place, place.agent(`${devServer}\n${started}\nexec sleep 600`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  const server = identityOf(await place.untilMark('server'));
  return { up, agent, server };
}

test('daemons whose state directory is deleted say so, end their sessions and leave; nothing is written there again', async () => {
  const place = new Place();
  const { up, agent, server } = await upWithAgent(place);
  rmSync(place.stateDir, { recursive: true, force: true });
  const ended = await up.ended;
  expect(ended).toMatchObject({
    exit: 1,
    stderr: expect.stringContaining('was deleted, moved or replaced'),
  });
  expect([agent, server].filter(isAlive)).toEqual([]);
  expect(existsSync(place.stateDir)).toBe(false);
  expect(await place.settled()).toEqual([]);
  expect(await place.planeguard('down')).toMatchObject({ exit: 0, stdout: 'Nothing was running.\n' });
  await place.up();
  expect(await place.planeguard('status')).toMatchObject({ exit: 0 });
});
