import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';

test('an agent gets the ssh agent, and the variables of its file as it is at the launch; its env wins', async () => {
  const place = new Place({ env: { SSH_AUTH_SOCK: '/run/keys.sock' } });
  const command = [place.agent('echo "$KEY $OTHER $SSH_AUTH_SOCK" > "$MARKS/seen"')];
  place.configure({ agents: { mine: { command, envFile: 'keys.env', env: { OTHER: 'env' } } } });
  await place.up();
  const file = join(place.folder, 'keys.env');
  writeFileSync(file, '# keys\nKEY="a value"\nOTHER=file\n');
  await restingRequest(place, await queue(place, 'mine'));
  expect(place.mark('seen')).toBe('a value env /run/keys.sock\n');
  rmSync(file);
  const refused = await restingRequest(place, await queue(place, 'mine'));
  expect(refused).toMatchObject({ state: 'blocked', reason: 'host_refused' });
  expect(refused.summary).toContain('keys.env does not exist');
});
