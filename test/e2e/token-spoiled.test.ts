import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';

test('a token that is not accepted keeps nobody from ending what runs: the mend that doctor names works', async () => {
  const place = new Place();
  expect(await place.planeguard('up', '--detach')).toMatchObject({ exit: 0 });
  writeFileSync(place.layout.operatorToken, 'spoiled\n');
  expect(await place.planeguard('list')).toMatchObject({ exit: 78 });
  expect(await place.planeguard('down', '--keep-sessions')).toMatchObject({
    exit: 0,
    stdout: 'Ended: up.\n',
  });
});
