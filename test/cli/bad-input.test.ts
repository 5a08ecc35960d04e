import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { problemSchema } from '../../src/protocol/problem.ts';
import { CliPerson, script } from '../support/cli.ts';
import { bareRemote, git } from '../support/git-repository.ts';
import { cliMain } from '../support/place.ts';

type Case = [args: string[], exit: number, says: RegExp];

async function check(person: CliPerson, cases: Case[]): Promise<void> {
  const ends = await Promise.all(cases.map(([args]) => person.planeguard(...args)));
  for (const [index, [args, exit, says]] of cases.entries()) {
    const end = ends[index];
    expect(end?.stderr, args.join(' ')).toMatch(says);
    expect(end?.stderr.trim().split('\n').length, 'one sentence').toBeLessThanOrEqual(1);
    expect(end, args.join(' ')).toMatchObject({ exit, stdout: '' });
  }
}

test('a wrong command line is one sentence and exit 2', async () => {
  await check(new CliPerson(), [
    [['lst'], 2, /Unknown command 'lst' \(Did you mean list\?\)/],
    [['show'], 2, /Missing required argument 'id'/],
    [['list', '--nope'], 2, /Unknown option '--nope'/],
    [['list', '--state', 'sleeping'], 2, /Allowed choices are queued/],
    [['list', '--limit', 'many'], 2, /'many' is invalid.*whole number/],
    [['pr'], 2, /Which command\?/],
    [['run', '--prompt', 'x'], 2, /'--repo <repository>' not specified/],
  ]);
});

test('what is wrong steers no terminal, whoever has written the words', async () => {
  const { stderr } = await new CliPerson().planeguard('l\u001B]0;title\u0007s\u001B[31mt\u009B2J');
  expect(stderr).toMatch(/^planeguard: Unknown command 'lst'/);
});

test.runIf(process.platform === 'linux')('an output that cannot be written is one sentence', () => {
  const quiet = '--disable-warning=ExperimentalWarning';
  const line = ['-c', '"$@" > /dev/full', 'sh', process.execPath, quiet, cliMain, 'version'];
  expect(spawnSync('sh', line, { env: new CliPerson().env, encoding: 'utf8' })).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(/^planeguard: The output cannot be written: .*ENOSPC.*\.\n$/),
  });
});

test('a prompt that is none is refused before anything is made', async () => {
  const person = new CliPerson();
  const run = [
    'run',
    '--agent',
    script(person, 'agent.sh'),
    '--repo',
    bareRemote(join(person.folder, 'r.git')),
  ];
  writeFileSync(join(person.folder, 'nul'), 'a\0b');
  writeFileSync(join(person.folder, 'latin'), Buffer.from([0x66, 0xfc, 0x72]));
  writeFileSync(join(person.folder, 'empty'), ' \n');
  await check(person, [
    [run, 2, /What is to be done\?/],
    [[...run, '--prompt', '  '], 2, /empty/],
    [[...run, '--prompt', 'x', '--prompt-file', 'nul'], 2, /not both/],
    [[...run, '--prompt-file', 'nul'], 2, /NUL/],
    [[...run, '--prompt-file', 'latin'], 2, /not UTF-8/],
    [[...run, '--prompt-file', 'empty'], 2, /empty/],
    [[...run, '--prompt-file', 'missing'], 2, /does not exist/],
    [[...run, '--prompt', 'x', '--issue', 'seven'], 2, /takes a number/],
  ]);
});

test('a repository that cannot be worked on is named', async () => {
  const person = new CliPerson();
  const empty = join(person.folder, 'empty.git');
  mkdirSync(empty);
  git(empty, 'init', '--quiet', '--bare');
  const run = (repo: string) => [
    'run',
    '--agent',
    script(person, 'agent.sh'),
    '--prompt',
    'x',
    '--repo',
    repo,
  ];
  await check(person, [
    [run(person.folder), 2, /not a git repository/],
    [run(empty), 2, /no commit/],
    [run('#(touch x)'), 2, /does not exist/],
    [run('ext::sh -c true'), 2, /does not exist/],
    [run('http://127.0.0.1:9/r.git'), 75, /cannot be reached/],
  ]);
});

test('an agent that cannot run is exit 78, with those that could', async () => {
  const person = new CliPerson();
  const run = ['run', '--prompt', 'x', '--repo', bareRemote(join(person.folder, 'r.git'))];
  writeFileSync(join(person.folder, 'plain.sh'), '#!/bin/sh\n');
  writeFileSync(join(person.folder, 'gone.yaml'), 'agents: { mine: { command: ["no-such-program"] } }');
  await check(person, [
    [[...run, '--agent', 'nobody'], 78, /no agent "nobody".*every-code.*codex/],
    [[...run, '--agent', './plain.sh'], 78, /not an executable file/],
    [
      [...run, '--agent', 'mine', '--config', 'gone.yaml'],
      78,
      /"no-such-program" of the agent mine is not installed/,
    ],
  ]);
});

test('nobody there is exit 75 with what to type, an unknown id is exit 3', async () => {
  const person = new CliPerson();
  const repo = bareRemote(join(person.folder, 'r.git'));
  await check(person, [
    [['status'], 75, /planeguard up/],
    [
      ['run', '--repo', repo, '--prompt', 'x', '--agent', script(person, 'a.sh')],
      75,
      /planeguard up, or add --wait/,
    ],
    [['show', 'r00000000'], 3, /no request "r00000000"/],
    [['logs', 'r00000000'], 3, /no request/],
    [['pr', 'merge', '--', '-x'], 3, /no request "-x"/],
  ]);
  expect((await person.planeguard('list', '--json')).stdout).toBe('{"items":[],"nextCursor":null}\n');
});

test('a configuration with several problems lists them all, exit 78', async () => {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'planeguard.yaml'), 'lease: { margin: 1 }\nnope: 1\n');
  const { exit, stderr } = await person.planeguard('config', 'check');
  expect(exit).toBe(78);
  expect(stderr).toMatch(/has 2 problems.*\n.*yaml:1 lease.margin: .*\n.*yaml:2 nope: is not known; allowed/);
});

test('a state directory that cannot be made is exit 78', async () => {
  const person = new CliPerson();
  writeFileSync(join(person.folder, 'file'), '');
  const { exit, stderr } = await person.planeguard('serve', '--state-dir', join(person.folder, 'file/state'));
  expect(exit).toBe(78);
  expect(stderr).toContain('file/state');
});

test('with --json an error is a problem object on stderr, also for a line that cannot be parsed', async () => {
  const person = new CliPerson();
  const ends = await Promise.all([
    person.planeguard('--json', 'show', 'r00000000'),
    person.planeguard('list', '--nope', '--json'),
  ]);
  const codes = ends.map(({ stderr }) => problemSchema.parse(JSON.parse(stderr)).code);
  expect(codes).toEqual(['not_found', 'usage']);
  expect(ends.map(({ stdout }) => stdout)).toEqual(['', '']);
});
