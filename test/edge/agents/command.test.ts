import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { AgentSettings, LaunchContext, ResumeFrom } from '../../../src/edge/agents/agent.ts';
import { agentNamed, noSettings } from '../../../src/edge/agents/agent-named.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function program(folder: string, name: string, mode = 0o755): string {
  const path = join(folder, name);
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, mode);
  return path;
}

const context = (folder: string, resume: ResumeFrom | null = null): LaunchContext => ({
  sessionId: 'r00000000-1',
  paths: {
    directory: folder,
    prompt: '/session/prompt.md',
    spool: '/session/spool',
    agentHome: '/session/agent-home',
  },
  workspace: '/work/space',
  env: { PATH: join(folder, 'bin') },
  resume,
});

const prepare = (name: string, settings: Partial<AgentSettings>, launch: LaunchContext) =>
  agentNamed(name, { ...noSettings(launch.paths.directory), ...settings })?.prepare(launch);

describe('an agent given as a command', () => {
  test('gets its placeholders, arguments and environment', async () => {
    const folder = temporaryFolder();
    const path = program(folder, 'agent.sh');
    const settings = {
      command: ['./agent.sh', '--task={promptFile}', '{workspace}', '{"a":{b}}'],
      args: ['-v'],
      env: { MODE: 'fast' },
    };
    expect(await prepare('mine', settings, context(folder))).toEqual({
      kind: 'ready',
      argv: [path, '--task=/session/prompt.md', '/work/space', '{"a":{b}}', '-v'],
      env: { MODE: 'fast' },
    });
  });

  test('is looked up on the PATH of the session', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin'));
    const path = program(join(folder, 'bin'), 'agent');
    expect(await prepare('mine', { command: ['agent'] }, context(folder))).toMatchObject({ argv: [path] });
  });

  test('is started by its resume command when earlier work goes on', async () => {
    const folder = temporaryFolder();
    program(folder, 'agent.sh');
    const resume = ['./agent.sh', '--resume', '{conversation}'];
    const launch = context(folder, { conversation: 'c-7', agentHome: '/gone' });
    const ready = await prepare('mine', { command: ['./agent.sh'], resume }, launch);
    expect(ready).toMatchObject({ argv: [join(folder, 'agent.sh'), '--resume', 'c-7'] });
  });

  test('without a resume command is started as ever', async () => {
    const folder = temporaryFolder();
    program(folder, 'agent.sh');
    const launch = context(folder, { conversation: null, agentHome: '/gone' });
    expect(await prepare('mine', { command: ['./agent.sh'] }, launch)).toMatchObject({ kind: 'ready' });
  });

  test('by a path alone takes the prompt file', async () => {
    const folder = temporaryFolder();
    const path = program(folder, 'agent.sh');
    const ready = await prepare(path, {}, context(folder));
    expect(ready).toMatchObject({ argv: [path, '/session/prompt.md'] });
  });

  test.each([
    ['is missing', 'none.sh', 0o755],
    ['is not executable', 'agent.sh', 0o644],
  ])('that %s is refused before anything starts', async (_, name, mode) => {
    const folder = temporaryFolder();
    program(folder, 'agent.sh', mode);
    const refused = await prepare('mine', { command: [`./${name}`] }, context(folder));
    expect(refused).toMatchObject({ kind: 'refused', reason: 'host_refused' });
    expect(refused).toMatchObject({ sentence: expect.stringContaining(`./${name}`) });
  });

  test('a folder on the PATH is no program', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'bin/agent'), { recursive: true });
    expect(await prepare('mine', { command: ['agent'] }, context(folder))).toMatchObject({ kind: 'refused' });
  });

  test('knows of no turn, and ends by its exit', () => {
    const folder = temporaryFolder();
    const agent = agentNamed('mine', { ...noSettings(folder), command: ['agent'] });
    expect(agent?.exits).toBe('by_itself');
    expect(agent?.follow(context(folder).paths).read().turn).toEqual({ state: 'unknown' });
  });

  test('a name that is neither built in nor configured is no agent', () => {
    expect(agentNamed('nobody', noSettings('/'))).toBeNull();
  });
});
