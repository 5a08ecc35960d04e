import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';

const closed = { state: 'closed' } as const;
const merged = { state: 'merged', sha: 'a'.repeat(40) } as const;
const noChange = "planeguard finish --no-change 'It is there'";

test('an attempt after its pull request was closed or merged is judged by what it did itself', async () => {
  const place = new Place({ config: { worker: { capacity: 3 } } });
  await place.up();
  const ends = [
    [closed, noChange, { state: 'done', reason: 'no_change_needed' }],
    [closed, 'exit 0', { state: 'blocked', reason: 'exited_without_pr' }],
    [merged, 'exit 0', { state: 'blocked', reason: 'exited_without_pr' }],
  ] as const;
  const retried = ends.map(async ([decision, second], index) => {
    const script = `if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then\n${openPullRequest}\nelse\n${second}\nfi`;
    const id = await queue(place, place.agent(script, `agent-${index}`));
    await restingRequest(place, id);
    await place.client.decidePullRequest(id, decision);
    await place.client.retryRequest(id, false);
    return restingRequest(place, id);
  });
  expect(await Promise.all(retried)).toMatchObject(ends.map(([, , end]) => ({ attempt: 2, ...end })));
}, 60_000);
