import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type {
  Agent,
  AgentFacts,
  AgentPaths,
  AgentSettings,
  LaunchContext,
  ResumeFrom,
} from '../../src/edge/agents/agent.ts';
import { agentNamed, noSettings } from '../../src/edge/agents/agent-named.ts';
import { killTmuxServer, probeTmux, startTmux, type TmuxServer } from '../../src/edge/tmux.ts';
import { checkout } from '../support/git-repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

export interface Place {
  workspace: string;
  /** The person's home directory, not made yet. */
  home: string;
  paths: AgentPaths;
}

/** A workspace with one commit, and a session's folders beside it. */
export function newPlace(): Place {
  const folder = temporaryFolder();
  const directory = join(folder, 'session');
  const paths = {
    directory,
    prompt: join(directory, 'prompt.md'),
    spool: join(directory, 'spool'),
    agentHome: join(directory, 'agent-home'),
  };
  mkdirSync(paths.spool, { recursive: true });
  writeFileSync(paths.prompt, 'Say hello.\n');
  return { workspace: checkout(join(folder, 'work space')), home: join(folder, 'home'), paths };
}

export interface Terminal {
  agent: Agent;
  /** Types a line and submits it. */
  submit(text: string): Promise<void>;
  screen(): string;
  /** Resolves when the agent has left its terminal. */
  ended(): Promise<unknown>;
}

export interface TerminalOptions {
  agent: string;
  place: Place;
  env: Record<string, string>;
  resume?: ResumeFrom;
  settings?: Partial<AgentSettings>;
}

/** Prepares an agent and starts it in a tmux server of its own, which ends with the test. */
export async function startAgent(options: TerminalOptions): Promise<Terminal> {
  const { paths, workspace } = options.place;
  const agent = agentOf(options.agent, options.settings);
  const launch = await agent.prepare(contextOf(options));
  if (launch.kind === 'refused') throw new Error(launch.sentence);
  const env = { ...options.env, ...launch.env, TERM: 'xterm-256color', PLANEGUARD_SPOOL: paths.spool };
  const server = { socket: join(paths.directory, 'tmux'), name: 'pg-test', env };
  await startTmux(server, {
    prefix: [],
    argv: launch.argv,
    cwd: workspace,
    transcriptCommand: 'cat >/dev/null',
  });
  onTestFinished(async () => void (await killTmuxServer(server)));
  return { agent, ...terminalOf(server) };
}

function terminalOf(server: TmuxServer): Omit<Terminal, 'agent'> {
  const tmux = (...args: string[]) =>
    spawnSync('tmux', ['-S', server.socket, ...args], { encoding: 'utf8' }).stdout;
  const screen = () => tmux('capture-pane', '-p', '-t', '=pg-test:');
  return {
    screen,
    submit: async (text) => {
      tmux('send-keys', '-t', '=pg-test:', '-l', text);
      await until('the text is in the composer', () => screen().includes(text));
      // Codex takes an Enter that comes within a burst of keys for a new line.
      await sleep(300);
      tmux('send-keys', '-t', '=pg-test:', 'Enter');
    },
    ended: () => until('the agent has left', async () => (await probeTmux(server)) === 'dead'),
  };
}

export function agentOf(name: string, settings: Partial<AgentSettings> = {}): Agent {
  const agent = agentNamed(name, { ...noSettings('/'), ...settings });
  if (agent === null) throw new Error(`${name} is not built in`);
  return agent;
}

/** What an agent records of itself, read from the beginning: a worker that was started again sees the same. */
export const factsOf = (agent: string, { paths }: Place): AgentFacts => agentOf(agent).follow(paths).read();

const contextOf = ({ place, env, resume }: TerminalOptions): LaunchContext => ({
  sessionId: 'r00000000-1',
  paths: place.paths,
  workspace: place.workspace,
  env,
  resume: resume ?? null,
});
