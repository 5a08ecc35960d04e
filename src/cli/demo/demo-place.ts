import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../edge/exec.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { Story } from './stories.ts';

/** A temporary world: a repository, scripted agents, a state directory. */
export interface DemoPlace {
  root: string;
  stateDir: string;
  repository: string;
  /** One file for each dev server, with its port. */
  ports: string;
  agents: Record<string, { command: string[]; env: Record<string, string> }>;
  remove(): void;
}

/** Listens on a free port, and writes it down. */
const serverProgram = `
const { writeFileSync } = require('node:fs');
const server = require('node:http').createServer((request, response) => response.end('demo'));
server.listen(0, '127.0.0.1', () => writeFileSync(process.argv[2], String(server.address().port)));
`;

/** @throws ProblemError misconfigured: git does not make a repository. Nothing is left then. */
export async function makeDemoPlace(
  stories: readonly Story[],
  env: Readonly<Record<string, string>>,
): Promise<DemoPlace> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'planeguard-demo-')));
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    return { ...(await fill(root, stories, env)), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function fill(
  root: string,
  stories: readonly Story[],
  env: Readonly<Record<string, string>>,
): Promise<Omit<DemoPlace, 'remove'>> {
  const ports = join(root, 'ports');
  mkdirSync(ports);
  const server = join(root, 'dev-server.cjs');
  writeFileSync(server, serverProgram);
  const repository = await makeRepository(root, env);
  const agentEnv = { ...author, DEMO_NODE: process.execPath, DEMO_SERVER: server, DEMO_PORTS: ports };
  const agents: DemoPlace['agents'] = {};
  for (const story of stories) agents[story.name] = { command: [writeAgent(root, story)], env: agentEnv };
  return { root, stateDir: join(root, 'state'), repository, ports, agents };
}

/** The machine may have no git identity of its own. */
const author = {
  GIT_AUTHOR_NAME: 'Demo Agent',
  GIT_AUTHOR_EMAIL: 'demo@example.invalid',
  GIT_COMMITTER_NAME: 'Demo Agent',
  GIT_COMMITTER_EMAIL: 'demo@example.invalid',
};

function writeAgent(root: string, story: Story): string {
  const path = join(root, `agent-${story.name}`);
  writeFileSync(path, `#!/bin/sh\nset -eu\n${story.script}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A bare repository with one commit, as a team would share it. */
async function makeRepository(root: string, env: Readonly<Record<string, string>>): Promise<string> {
  const seed = join(root, 'seed');
  const repository = join(root, 'project.git');
  mkdirSync(seed);
  writeFileSync(join(seed, 'README.md'), '# A project\n');
  const gitEnv = { ...env, ...author };
  for (const args of [
    ['init', '--quiet', '--initial-branch=main', '.'],
    ['add', 'README.md'],
    ['commit', '--quiet', '--no-gpg-sign', '--message', 'Begin'],
    ['clone', '--quiet', '--bare', '.', repository],
  ]) {
    const done = await run('git', args, { cwd: seed, env: gitEnv, timeoutMs: 30_000 });
    if (done.failure === 'none') continue;
    throw new ProblemError('misconfigured', `git ${args[0]} failed: ${done.stderr.trim() || done.failure}.`);
  }
  rmSync(seed, { recursive: true });
  return repository;
}
