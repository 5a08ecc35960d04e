import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentSettings, LaunchContext } from '../../../src/edge/agents/agent.ts';
import { agentNamed, noSettings } from '../../../src/edge/agents/agent-named.ts';
import { writeFiles } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const conversation = '01a202bb-46c5-7e13-8504-ea3ec298d128';
const rollout = `sessions/2026/11/22/rollout-2026-11-22T10-09-17-${conversation}.jsonl`;

/** A person with Codex on the PATH and a login, and a session for them. */
function setUp(files: Record<string, string> = {}): LaunchContext {
  const folder = temporaryFolder();
  writeFiles(folder, { 'bin/codex': '#!/bin/sh\n', 'home/.codex/auth.json': '{}' });
  for (const [name, content] of Object.entries(files))
    writeFiles(join(folder, 'home/.codex'), { [name]: content });
  chmodSync(join(folder, 'bin/codex'), 0o755);
  mkdirSync(join(folder, 'work space'));
  const directory = join(folder, 'session');
  return {
    sessionId: 'r00000000-1',
    paths: {
      directory,
      prompt: join(directory, 'prompt.md'),
      spool: join(directory, 'spool'),
      agentHome: join(directory, 'agent-home'),
    },
    workspace: join(folder, 'work space'),
    env: { PATH: join(folder, 'bin'), HOME: join(folder, 'home') },
    resume: null,
  };
}

async function prepare(context: LaunchContext, settings: Partial<AgentSettings> = {}) {
  const launch = await agentNamed('codex', { ...noSettings('/'), ...settings })?.prepare(context);
  if (launch?.kind !== 'ready') throw new Error(JSON.stringify(launch));
  return launch;
}

const inHome = (context: LaunchContext, name: string) => join(context.paths.agentHome, name);

describe('a session of Codex', () => {
  test('has a home of its own, with the person’s configuration in it', async () => {
    const context = setUp({
      'config.toml': 'model = "x"\n',
      'work.config.toml': 'model = "y"\n',
      'AGENTS.md': 'Be brief.\n',
      'prompts/mine.md': 'Mine.\n',
      'skills/mine/SKILL.md': 'Mine.\n',
      'skills/.system/theirs/SKILL.md': 'Theirs.\n',
      'sessions/2026/x.jsonl': '{}\n',
      'logs_2.sqlite': 'x',
    });
    const { env } = await prepare(context);
    expect(env).toEqual({ CODEX_HOME: context.paths.agentHome });
    for (const name of [
      'config.toml',
      'work.config.toml',
      'AGENTS.md',
      'prompts/mine.md',
      'skills/mine/SKILL.md',
    ]) {
      expect(existsSync(inHome(context, name)), name).toBe(true);
    }
    for (const name of ['skills/.system', 'sessions', 'logs_2.sqlite']) {
      expect(existsSync(inHome(context, name)), name).toBe(false);
    }
  });

  test('shares the login, so that a refreshed token serves everybody', async () => {
    const context = setUp();
    await prepare(context);
    expect(lstatSync(inHome(context, 'auth.json')).isSymbolicLink()).toBe(true);
  });

  test('takes a configuration that lies in a repository of dotfiles', async () => {
    const context = setUp({ '../dotfiles/config.toml': 'model = "x"\n' });
    const home = context.env.HOME ?? '';
    symlinkSync(join(home, 'dotfiles/config.toml'), join(home, '.codex/config.toml'));
    await prepare(context);
    expect(lstatSync(inHome(context, 'config.toml')).isSymbolicLink()).toBe(false);
    expect(readFileSync(inHome(context, 'config.toml'), 'utf8')).toBe('model = "x"\n');
  });

  test('gets no word of the request on its command line, only the path of the prompt', async () => {
    const context = setUp();
    const { argv } = await prepare(context);
    expect(argv.at(-2)).toBe('--');
    expect(argv.at(-1)).toBe(
      `Your task is in the file ${JSON.stringify(context.paths.prompt)}. Read that file to its end, then do what it asks.`,
    );
  });

  test('keeps the person’s permission mode, unless their arguments say otherwise', async () => {
    const context = setUp();
    const { argv } = await prepare(context);
    expect(argv.join(' ')).not.toMatch(/approval|sandbox|bypass|yolo|full-auto/);
    const asked = await prepare(context, { args: ['--sandbox', 'danger-full-access'] });
    expect(asked.argv.slice(-4)).toEqual(['--sandbox', 'danger-full-access', '--', argv.at(-1)]);
  });

  test('starts afresh although an earlier attempt was there, when its conversation is gone', async () => {
    const context = setUp();
    const { argv } = await prepare({ ...context, resume: { conversation, agentHome: '/gone' } });
    expect(argv).not.toContain('resume');
  });

  test('resumes a conversation that it takes over once', async () => {
    const context = setUp();
    const earlier = join(context.paths.directory, '../earlier');
    writeFiles(earlier, { [rollout]: '{}\n' });
    const resumed = { ...context, resume: { conversation, agentHome: earlier } };
    const { argv } = await prepare(resumed);
    expect([argv[1], argv.at(-2)]).toEqual(['resume', conversation]);
    writeFiles(earlier, { [rollout]: '{"changed":1}\n' });
    expect((await prepare(resumed)).argv).toEqual(argv);
    expect(readFileSync(inHome(context, rollout), 'utf8')).toBe('{}\n');
  });

  test('is refused where Codex is not installed, or nobody is logged in', async () => {
    const agent = agentNamed('codex', noSettings('/'));
    const context = setUp();
    const missing = await agent?.prepare({ ...context, env: { ...context.env, PATH: '/nowhere' } });
    expect(missing).toMatchObject({
      reason: 'host_refused',
      sentence: expect.stringContaining('npm install'),
    });
    const stranger = await agent?.prepare({ ...context, env: { ...context.env, HOME: temporaryFolder() } });
    expect(stranger).toMatchObject({ reason: 'agent_unauthorized' });
  });
});
