import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type {
  Agent,
  AgentPaths,
  AgentSettings,
  LaunchContext,
  ResumeFrom,
} from '../../src/edge/agents/agent.ts';
import { agentNamed, noSettings } from '../../src/edge/agents/agent-named.ts';
import { killTmuxServer, probeTmux, startTmux, type TmuxServer } from '../../src/edge/tmux.ts';
import { until } from '../support/until.ts';

export interface Place {
  workspace: string;
  paths: AgentPaths;
}

/** A workspace with one commit, and a session's folders beside it. */
export function newPlace(): Place {
  const directory = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  const workspace = join(directory, 'work space');
  const session = join(directory, 'session');
  const paths = {
    directory: session,
    prompt: join(session, 'prompt.md'),
    spool: join(session, 'spool'),
    agentHome: join(session, 'agent-home'),
  };
  mkdirSync(paths.spool, { recursive: true });
  writeFileSync(paths.prompt, 'Say hello.\n');
  mkdirSync(workspace);
  execFileSync('git', ['init', '-q'], { cwd: workspace });
  execFileSync('git', ['commit', '-q', '--allow-empty', '-m', 'Begin'], { cwd: workspace });
  return { workspace, paths };
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
  place: Place;
  env: Record<string, string>;
  resume?: ResumeFrom;
  settings?: Partial<AgentSettings>;
}

/** Prepares the real Codex and starts it in a tmux server of its own, which ends with the test. */
export async function startCodex(options: TerminalOptions): Promise<Terminal> {
  const { paths, workspace } = options.place;
  const agent = codexOf(options.settings);
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

export function codexOf(settings: Partial<AgentSettings> = {}): Agent {
  const agent = agentNamed('codex', { ...noSettings('/'), ...settings });
  if (agent === null) throw new Error('codex is not built in');
  return agent;
}

export const contextOf = ({ place, env, resume }: TerminalOptions): LaunchContext => ({
  sessionId: 'r00000000-1',
  paths: place.paths,
  workspace: place.workspace,
  env,
  resume: resume ?? null,
});
