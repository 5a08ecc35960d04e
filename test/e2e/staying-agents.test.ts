import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { provenEnds } from '../support/proven-ends.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';

test('agents that stay are ended: after their word, when they stall, and at the time limit', async () => {
  const place = new Place({
    config: {
      worker: { capacity: 4 },
      session: { settleAfter: '1s', stallAfter: '4s', maxDuration: '7s', grace: '1s' },
    },
  });
  const agents = [
    place.agent(`${openPullRequest}\nsleep 600`, 'opens'),
    place.agent("planeguard finish --no-change 'It is there'\nsleep 600", 'declares'),
    place.agent('echo thinking; sleep 600', 'stalls'),
    place.agent('while :; do echo busy; sleep 0.5; done', 'loops'),
  ];
  await place.up();
  const ids = await Promise.all(agents.map((agent) => queue(place, agent)));
  const ends = await Promise.all(ids.map((id) => restingRequest(place, id)));
  expect(ends.map(({ state, reason }) => ({ state, reason }))).toEqual([
    { state: 'in_review', reason: null },
    { state: 'done', reason: 'no_change_needed' },
    { state: 'blocked', reason: 'stalled' },
    { state: 'blocked', reason: 'time_limit' },
  ]);
  expect(ends.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
  for (const { id } of ends) {
    const { items } = await place.client.listEvents(id, { limit: 500 });
    expect(provenEnds(items)).toMatchObject([{ receipt: 'before', clean: true }]);
  }
  const { stdout } = await place.planeguard('status');
  expect(stdout).toMatch(new RegExp(`Kept workspaces\\n.*\\n${ids[0]}-1 .*its pull request is in review`));
});
