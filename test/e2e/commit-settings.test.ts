import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';

const signing = { GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'commit.gpgSign', GIT_CONFIG_VALUE_0: 'true' };
const broken = { GIT_CONFIG_KEY_1: 'gpg.program', GIT_CONFIG_VALUE_1: 'false' };

function configure(place: Place, git: object): void {
  const path = join(place.folder, 'planeguard.yaml');
  const repositories = [{ name: place.repository, git }];
  writeFileSync(path, JSON.stringify({ ...place.readJson(path), repositories }));
}

test('an agent commits as its repository is configured, unsigned where that says so', async () => {
  const place = new Place({ env: { ...signing, ...broken } });
  configure(place, { name: 'A Robot', email: 'robot@example.org', sign: 'off' });
  await place.up();
  const commit =
    'git commit --quiet --allow-empty -m x; git log -1 --format="%an %ae %cn %G?" > "$MARKS/log"';
  const id = await queue(place, place.agent(commit));
  await restingRequest(place, id);
  expect(place.mark('log')).toBe('A Robot robot@example.org A Robot N\n');
});

test('where commits cannot be signed the agent is not started', async () => {
  const place = new Place({ env: { ...signing, ...broken } });
  await place.up();
  const id = await queue(place, place.agent('echo x > "$MARKS/started"'));
  expect(await restingRequest(place, id)).toMatchObject({
    state: 'blocked',
    reason: 'host_refused',
    summary: expect.stringContaining('sign: off'),
  });
  expect(place.mark('started')).toBeNull();
});
