import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';

const aCommand = '$PLANEGUARD_SPOOL/1700000000000-00000000.command.json';

/** What agents do where their commands are read. */
const spoils: [where: string, script: string][] = [
  ['a FIFO where a command is expected', `mkfifo "${aCommand}"`],
  ['a folder where a command is expected', `mkdir "${aCommand}"`],
  ['a file in the place of its spool', 'rm -rf "$PLANEGUARD_SPOOL"; touch "$PLANEGUARD_SPOOL"'],
];

test('agents that put a FIFO, a folder or a file into the way of their commands are cancelled like any other', async () => {
  const place = new Place({ config: { worker: { capacity: spoils.length } } });
  await place.up();
  const cancelled = spoils.map(async ([where, spoil], index) => {
    const script = `sleep 1\n${spoil}\necho x > "$MARKS/${index}"\nexec sleep 60`;
    const id = await queue(place, place.agent(script, `agent-${index}`));
    await stateReached(place, id, 'running');
    await place.untilMark(`${index}`);
    await place.client.cancelRequest(id);
    const { state, reason } = await restingRequest(place, id);
    return [where, state, reason];
  });
  const expected = spoils.map(([where]) => [where, 'cancelled', 'by_operator']);
  expect(await Promise.all(cancelled)).toEqual(expected);
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
