import { expect, test } from 'vitest';
import { queue, restingRequest } from '../support/resting-request.ts';
import { sharedPlace } from '../support/shared-place.ts';

const onlyConfig = {
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'user.useConfigOnly',
  GIT_CONFIG_VALUE_0: 'true',
};
/** A machine on which git knows nobody. */
const placeOfNobody = sharedPlace({
  env: { ...onlyConfig, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
});

test('where git knows nobody who commits, that is said before the agent begins, and in its summary', async () => {
  const place = placeOfNobody();
  await place.up();
  const id = await queue(place, place.agent('exit 0'));
  const request = await restingRequest(place, id);
  expect(request).toMatchObject({ state: 'blocked', reason: 'exited_without_pr', attempt: 1 });
  expect(request.summary).toContain('git config --global user.email');
  const kinds = request.evidence.receipts.map(({ kind }) => kind);
  expect(kinds.indexOf('warning')).toBeGreaterThanOrEqual(0);
  expect(kinds.indexOf('warning')).toBeLessThan(kinds.indexOf('exit'));
});

test('an agent that brings an identity of its own works where git knows nobody', async () => {
  const place = placeOfNobody();
  await place.up();
  const commit = 'git -c user.name=Bot -c user.email=bot@example.org commit --quiet --allow-empty -m Work';
  const id = await queue(place, place.agent(`${commit}\nplaneguard pr create --title Work`));
  expect(await restingRequest(place, id)).toMatchObject({ state: 'in_review' });
});
