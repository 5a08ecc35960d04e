import { expect, test } from 'vitest';
import { identityOf, isAlive } from '../support/alive.ts';
import { frozenWorker } from '../support/frozen-worker.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest, started } from '../support/scripts.ts';
import { until } from '../support/until.ts';

test('a session that nobody renews is stopped by its watch; its worker says so when it can again', async () => {
  const place = new Place({ config: { lease: { heartbeat: '1s', stopAfter: '3s', margin: '22s' } } });
  const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then echo half > half.txt; ${started}; sleep 600; fi\ntest -e half.txt\n${openPullRequest}`;
  await place.up();
  const id = await queue(place, place.agent(script));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  const thaw = frozenWorker(place);
  await until('the watch stops the agent', () => !isAlive(agent));
  expect(await place.client.showRequest(id)).toMatchObject({ state: 'running', attempt: 1 });
  thaw();
  expect(await restingRequest(place, id)).toMatchObject({
    state: 'in_review',
    attempt: 2,
    evidence: { attempts: [{ reason: 'lease_expired', proof: expect.any(String) }, { reason: null }] },
  });
});
