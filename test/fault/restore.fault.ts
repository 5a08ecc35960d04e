import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** The first attempt writes its number as long as it lives; every later one writes its own, and is done. */
const witnessed = `echo $$ > "$MARKS/pid-$PLANEGUARD_REQUEST"
echo half >> half.txt
while [ "$PLANEGUARD_ATTEMPT" = 1 ]; do echo 1 >> "$MARKS/order-$PLANEGUARD_REQUEST"; sleep 0.05; done
echo "$PLANEGUARD_ATTEMPT" >> "$MARKS/order-$PLANEGUARD_REQUEST"
test -e half.txt
${openPullRequest}`;

async function running(place: Place, script: string) {
  const id = await queue(place, script);
  await stateReached(place, id, 'running');
  return { id, agent: identityOf(Number(await place.untilMark(`pid-${id}`))) };
}

test('after a restore what ran goes on to its deadline, once, and nothing of its work is lost', async () => {
  const lease = { heartbeat: '1s', stopAfter: '10s', margin: '22s' };
  const place = new Place({ config: { lease, worker: { capacity: 4 } } });
  await place.up();
  const known = await running(place, place.agent(witnessed));
  const backup = join(place.folder, 'backup.db');
  expect(await place.planeguard('backup', backup)).toMatchObject({ exit: 0 });
  const unknown = await running(place, place.agent(witnessed));
  const over = await queue(place, place.agent(openPullRequest, 'quick.sh'));
  expect(await restingRequest(place, over)).toMatchObject({ state: 'in_review' });

  expect((await place.planeguard('restore', backup)).exit).toBe(4);
  expect(await place.planeguard('down', '--keep-sessions')).toMatchObject({ exit: 0 });
  expect(await place.planeguard('restore', backup)).toMatchObject({ exit: 0 });
  await place.up();
  expect([isAlive(known.agent), isAlive(unknown.agent)]).toEqual([true, true]);
  expect((await place.planeguard('show', unknown.id)).exit).toBe(3);

  await until('both are over', () => !isAlive(known.agent) && !isAlive(unknown.agent));
  const ended = await until(
    'the request of the backup has another attempt',
    async () => {
      const request = await place.client.showRequest(known.id);
      return request.state === 'in_review' && request;
    },
    90_000,
  );
  expect(ended.attempt).toBe(1_002);
  expect(readFileSync(join(place.folder, 'marks', `order-${known.id}`), 'utf8')).toMatch(/^(1\n)+1002\n$/);
  expect(readFileSync(join(place.folder, 'marks', `order-${unknown.id}`), 'utf8')).toMatch(/^(1\n)+$/);
  const kept = (await place.client.status()).kept.map(({ attemptId }) => attemptId);
  const { stdout: salvaged } = await place.planeguard('salvage', 'list', '--json');
  expect(kept.includes(`${unknown.id}-1`) || salvaged.includes(unknown.id)).toBe(true);
}, 180_000);
