import { execFileSync } from 'node:child_process';
import { constants, mkdirSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../src/edge/files.ts';
import { type SpooledCommand, spooledCommandSchema } from '../../src/protocol/spool.ts';
import { agentProgram } from '../../src/worker/agent-program.ts';
import { CliPerson } from '../support/cli.ts';
import { until } from '../support/until.ts';

/** A session's folder with a spool and a doorbell that nobody but the test answers. */
class SessionFolder {
  readonly person = new CliPerson();
  readonly folder = join(this.person.folder, "it's a; session");
  readonly spool = join(this.folder, 'spool');

  constructor() {
    mkdirSync(this.spool, { recursive: true });
    Object.assign(this.person.env, { PLANEGUARD_SESSION: 'r00000000-1', PLANEGUARD_SPOOL: this.spool });
  }

  run(...args: string[]) {
    return this.person.planeguard(...args);
  }

  commands(): SpooledCommand[] {
    const names = readdirSync(this.spool).filter((name) => name.endsWith('.command.json'));
    return names
      .sort()
      .map((name) => spooledCommandSchema.parse(JSON.parse(readFileSync(join(this.spool, name), 'utf8'))));
  }

  /** Answers the next command as a worker does. */
  async answer(ok: boolean, message: string, url: string | null = null): Promise<SpooledCommand> {
    const command = await until('a command in the spool', () => this.commands().at(-1));
    writeWhole(
      join(this.spool, `${command.id}.answer.json`),
      JSON.stringify({ id: command.id, ok, message, url }),
    );
    return command;
  }
}

test('a pull request is asked for with title, body and draft, and the answer is shown', async () => {
  const session = new SessionFolder();
  writeFileSync(join(session.person.folder, 'body.md'), 'Why: ü\n');
  const title = '#(touch x); $(id) `id`';
  const running = session.run('pr', 'create', '--title', title, '--body-file', 'body.md', '--draft');
  const { command } = await session.answer(true, 'The pull request is open.', 'local:/r#1');
  expect(command).toEqual({ kind: 'pr_create', title, body: 'Why: ü\n', draft: true });
  expect(await running).toEqual({
    exit: 0,
    stdout: 'The pull request is open.\nlocal:/r#1\n',
    stderr: '',
  });
});

test('a refusal is said on stderr, exit 4', async () => {
  const session = new SessionFolder();
  const running = session.run('finish', '--no-change', 'It works already.');
  const { command } = await session.answer(false, 'This attempt is over.');
  expect(command).toEqual({ kind: 'finish', why: 'It works already.' });
  expect(await running).toEqual({ exit: 4, stdout: '', stderr: 'This attempt is over.\n' });
});

test('when nobody answers the command is queued, exit 0', async () => {
  const session = new SessionFolder();
  const { exit, stdout } = await session.run('progress', 'Half done.', '--json');
  expect(exit).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, queued: true });
  expect(session.commands().map(({ command }) => command)).toEqual([
    { kind: 'progress', text: 'Half done.' },
  ]);
});

test('a command that the worker cannot carry out yet is queued at once, and says why', async () => {
  const session = new SessionFolder();
  const running = session.run('pr', 'create', '--title', 'x');
  const { id } = await until('a command in the spool', () => session.commands().at(-1));
  const progress = join(session.spool, `${id}.progress.json`);
  writeWhole(progress, JSON.stringify({ state: 'taken', message: 'At work.' }));
  writeWhole(progress, JSON.stringify({ state: 'waits', message: 'Nobody answers.' }));
  const { exit, stdout } = await running;
  expect(exit).toBe(0);
  expect(stdout).toMatch(
    /^Queued: it cannot be carried out yet, and is tried again .*\(Nobody answers\.\)\n$/,
  );
});

test('the doorbell rings, and a bell that nobody hears does not hold the command up', async () => {
  const session = new SessionFolder();
  const bell = join(session.folder, 'doorbell');
  execFileSync('mkfifo', [bell]);
  const unheard = session.run('ask', 'Which one?');
  await session.answer(true, 'Asked.');
  expect((await unheard).stdout).toBe('Asked.\n');
  const ear = openSync(bell, constants.O_RDONLY | constants.O_NONBLOCK);
  const heard = session.run('ask', 'And this?');
  await until('two commands', () => session.commands().length === 2);
  await session.answer(true, 'Asked again.');
  await heard;
  const ring = Buffer.alloc(64);
  expect(ring.toString('utf8', 0, readSync(ear, ring))).toBe('command\n');
});

test('input that is none is refused before anything is spooled, exit 2', async () => {
  const session = new SessionFolder();
  writeFileSync(join(session.person.folder, 'latin'), Buffer.from([0xfc]));
  const ends = await Promise.all([
    session.run('pr', 'create'),
    session.run('pr', 'create', '--title', ' '),
    session.run('pr', 'create', '--title', 'x', '--body-file', 'latin'),
    session.run('pr', 'create', '--title', 'x', '--body-file', 'missing'),
    session.run('finish'),
    session.run('ask', ''),
  ]);
  expect(ends.map(({ exit }) => exit)).toEqual([2, 2, 2, 2, 2, 2]);
  expect(session.commands()).toEqual([]);
});

test('every other command is refused inside a session, exit 4', async () => {
  const session = new SessionFolder();
  const lines = [
    ['list'],
    ['pr', 'merge', 'r00000000'],
    ['down'],
    ['--state-dir', '/x', 'run', '--repo', '.'],
    ['token', 'list'],
  ];
  const ends = await Promise.all(lines.map((line) => session.run(...line)));
  expect(ends.map(({ exit }) => exit)).toEqual([4, 4, 4, 4, 4]);
  expect(ends[0]?.stderr).toContain('Here work only: pr create, finish, ask, progress.');
});

test("outside a session the agent's commands say where they belong, exit 4", async () => {
  const person = new CliPerson();
  const lines = [
    ['finish', '--no-change', 'x'],
    ['progress', 'x'],
    ['pr', 'create', '--title', 'x'],
  ];
  const ends = await Promise.all(lines.map((line) => person.planeguard(...line)));
  expect(ends.map(({ exit }) => exit)).toEqual([4, 4, 4]);
});

test("the session's own program finds its spool without any environment", async () => {
  const session = new SessionFolder();
  const bin = join(session.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'planeguard'), agentProgram(), { mode: 0o755 });
  const output = execFileSync('env', ['-i', join(bin, 'planeguard'), 'progress', 'x', '--json'], {
    encoding: 'utf8',
  });
  expect(JSON.parse(output)).toMatchObject({ queued: true });
  expect(session.commands()).toHaveLength(1);
});
