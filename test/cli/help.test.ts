import { Command } from 'commander';
import { expect, test } from 'vitest';
import { commandTable } from '../../src/cli/command-table.ts';
import { version } from '../../src/protocol/version.ts';
import { CliPerson } from '../support/cli.ts';

/** The help of a command, or of each that it groups. */
function helpTexts(command: Command): string[] {
  const visible = command.commands.filter((child) => child.name() !== 'create' || command.name() !== 'pr');
  if (visible.length > 0) return visible.flatMap(helpTexts);
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return [text];
}

test.each(commandTable)('$name has help with an example', async ({ name, load }) => {
  const command = new Command(name);
  const define = await load();
  define(command, async () => undefined);
  for (const text of helpTexts(command)) expect(text).toMatch(/\nExamples?:\n {2}planeguard /);
});

test('without a command the help is shown', async () => {
  const person = new CliPerson();
  const { exit, stdout } = await person.planeguard();
  expect(exit).toBe(0);
  for (const { name } of commandTable) expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
});

test('the version is the same in both forms', async () => {
  const person = new CliPerson();
  const [flag, command] = await Promise.all([
    person.planeguard('--version'),
    person.planeguard('version', '--json'),
  ]);
  expect(flag.stdout).toBe(`${version}\n`);
  expect(JSON.parse(command.stdout)).toMatchObject({ version });
});

test('init writes a configuration that is valid, and never over another', async () => {
  const person = new CliPerson();
  expect((await person.planeguard('init')).exit).toBe(4);
  expect((await person.planeguard('init', 'new.yaml')).exit).toBe(0);
  expect((await person.planeguard('config', 'check', '--config', 'new.yaml')).exit).toBe(0);
});

test('a reader that leaves early is no error', async () => {
  const person = new CliPerson();
  const run = person.start('--help');
  run.stopReading('stdout');
  expect(await run.ended).toMatchObject({ exit: 0, stderr: '' });
});
