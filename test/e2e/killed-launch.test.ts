import { expect, test } from 'vitest';
import { killAt } from '../support/kill-points.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';

test('a launch that the worker did not live to see through is repeated at once', async () => {
  const place = new Place({ config: { session: { readyWithin: '1h' } } });
  const agent = place.agent(openPullRequest);
  await place.up();
  for (const delayMs of [0, 5, 15]) {
    const id = await queue(place, agent);
    await killAt(place, `${id}-1`, { step: 'launching', victim: 'worker', delayMs });
    expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 1 });
  }
});

test('what an agent wrote whose guard died at once is there for the next attempt', async () => {
  const place = new Place();
  const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then
  echo half > half.txt
  until [ -e "$PLANEGUARD_SPOOL/../started" ]; do :; done
  kill -KILL $PPID
  sleep 600
fi
test -e half.txt\n${openPullRequest}`;
  await place.up();
  const id = await queue(place, place.agent(script));
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review', attempt: 2 });
});
