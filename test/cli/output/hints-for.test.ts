import { expect, test } from 'vitest';
import { globalsOf, hintsFor } from '../../../src/cli/output/hints-for.ts';
import { CliPerson } from '../../support/cli.ts';

test.each([
  [['status'], ''],
  [['status', '--state-dir', 's'], '--state-dir /home/s'],
  [['--state-dir=/a b', 'status', '--config', 'c.yaml'], "--state-dir '/a b' --config /home/c.yaml"],
  [['list', '--state-dir', '/a', '--state-dir', '/b'], '--state-dir /b'],
  [['send', 'r1', '--', '--state-dir', '/a'], ''],
])('of %j commands in hints get: %s', (argv, globals) => {
  expect(globalsOf(argv, '/home')).toBe(globals);
});

test.each([
  ['Start it: planeguard up --detach', 'Start it: planeguard --state-dir /s up --detach'],
  ['planeguard down && planeguard up.', 'planeguard --state-dir /s down && planeguard --state-dir /s up.'],
  ['planeguard: no such thing', 'planeguard: no such thing'],
  ['/etc/planeguard run', '/etc/planeguard run'],
  ['what planeguard does', 'what planeguard does'],
  ["Planeguard's up runs on /s", "Planeguard's up runs on /s"],
  [
    'On its host: planeguard token create --kind enrolment',
    'On its host: planeguard token create --kind enrolment',
  ],
])('%s', (text, expected) => {
  expect(hintsFor(['--state-dir', '/s'], '/', ['up', 'down', 'run', 'token'])(text)).toBe(expected);
});

test('what a command that failed advises can be pasted as it is', async () => {
  const person = new CliPerson();
  const failed = await person.planeguard('show', 'r00000000', '--state-dir', 'another place');
  expect(failed.stderr).toContain(`planeguard --state-dir '${person.folder}/another place' list`);
  const plain = await person.planeguard('show', 'r00000000');
  expect(plain.stderr).toContain('See: planeguard list');
  const json = await person.planeguard('show', 'r00000000', '--json', '--state-dir', 'another place');
  expect(JSON.parse(json.stderr).detail).toContain(
    `planeguard --state-dir '${person.folder}/another place' list`,
  );
});
