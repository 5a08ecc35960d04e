import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';

test('where git knows nobody who commits, the agent is not started, and not tried again', async () => {
  const onlyConfig = {
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'user.useConfigOnly',
    GIT_CONFIG_VALUE_0: 'true',
  };
  const place = new Place({
    env: { ...onlyConfig, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  });
  await place.up();
  const id = await queue(place, place.agent('echo x > "$MARKS/started"'));
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'blocked', reason: 'host_refused', attempt: 1 });
  expect(request.summary).toContain('git config --global user.email');
  expect(place.mark('started')).toBeNull();
});
