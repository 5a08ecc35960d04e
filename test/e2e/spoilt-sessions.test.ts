import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';

const aCommand = '$PLANEGUARD_SPOOL/1700000000000-00000000.command.json';

test.each([
  ['puts a FIFO where a command is expected', `mkfifo "${aCommand}"`],
  ['puts a folder where a command is expected', `mkdir "${aCommand}"`],
  ['puts a file in the place of its spool', 'rm -rf "$PLANEGUARD_SPOOL"; touch "$PLANEGUARD_SPOOL"'],
])('an agent that %s is cancelled like any other', async (_, spoil) => {
  const place = new Place();
  await place.up();
  const id = await queue(place, place.agent(`sleep 1\n${spoil}\necho x > "$MARKS/spoilt"\nexec sleep 60`));
  await stateReached(place, id, 'running');
  await place.untilMark('spoilt');
  await place.client.cancelRequest(id);
  expect(await restingRequest(place, id)).toMatchObject({ state: 'cancelled', reason: 'by_operator' });
});

test('an agent that deletes the directory of its session costs no other session its lease', async () => {
  const place = new Place({ config: { worker: { capacity: 2 } } });
  await place.up();
  const spoil = 'sleep 1; rm -rf "$(dirname "$PLANEGUARD_SPOOL")"; echo x > "$MARKS/spoilt"; exec sleep 60';
  const first = await queue(place, place.agent(spoil));
  await stateReached(place, first, 'running');
  await place.untilMark('spoilt');
  const second = await queue(place, place.agent('exit 0', 'other'));
  expect(await restingRequest(place, second)).toMatchObject({ reason: 'exited_without_pr' });
  await place.client.cancelRequest(first);
  expect(await restingRequest(place, first)).toMatchObject({ state: 'cancelled' });
});
