import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemSchema } from '../../src/protocol/problem.ts';
import { Place } from '../support/place.ts';

const commands = [
  ['show'],
  ['events'],
  ['thread'],
  ['logs'],
  ['attach'],
  ['cancel'],
  ['retry'],
  ['send', 'TEXT'],
  ['pr', 'merge'],
  ['pr', 'close'],
  ['pr', 'comment', 'TEXT'],
];

/** The id comes first after the command's own words. */
const withId = (words: string[], id: string): string[] => {
  const own = words.filter((word) => word !== 'TEXT');
  return [...own, id, ...words.filter((word) => word === 'TEXT')];
};

test.each([
  ['nothing was ever kept', false],
  ['a control plane runs', true],
])('an id that nobody knows is 3 for every command that takes one, when %s', async (_, up) => {
  const place = new Place();
  if (up) await place.up();
  for (let next = 0; next < commands.length; next += 4) {
    const some = commands.slice(next, next + 4);
    const ran = await Promise.all(
      some.map((words) => place.planeguard(...withId(words, 'r00000000'), '--json')),
    );
    for (const [index, { exit, stdout, stderr }] of ran.entries()) {
      expect({ command: some[index], exit, stdout, stderr }).toMatchObject({ exit: 3, stdout: '' });
      expect(problemSchema.parse(JSON.parse(stderr))).toMatchObject({ code: 'not_found' });
    }
  }
  expect(existsSync(place.stateDir)).toBe(up);
});
