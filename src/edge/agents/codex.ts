import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Agent, AgentLaunch, AgentPaths, AgentSettings, LaunchContext, LaunchRefusal } from './agent.ts';
import { makeAgentHome, takenOver } from './agent-home.ts';
import { loginProblem } from './codex-login.ts';
import { findProgram } from './find-program.ts';
import { conversationId, RolloutFollower, rolloutPaths } from './rollout-follower.ts';

/**
 * Codex as a TUI, with the person's own permission mode. Tried with @openai/codex 0.169.0 on Linux.
 * Arguments from the settings come last, and so win over the ones below.
 */
export function codexAgent(settings: AgentSettings): Agent {
  return {
    name: 'codex',
    exits: 'when_quit',
    quitText: '/quit',
    prepare: async (context) => prepare(context, settings),
    follow: followCodex,
  };
}

function followCodex({ agentHome }: AgentPaths): RolloutFollower {
  return new RolloutFollower(join(agentHome, 'sessions'), takenOver(agentHome));
}

function prepare(context: LaunchContext, settings: AgentSettings): AgentLaunch | LaunchRefusal {
  const env = { ...context.env, ...settings.env };
  const path = findProgram('codex', env.PATH ?? '', settings.directory);
  if (path === null) return notInstalled;
  const personHome = env.CODEX_HOME || join(env.HOME || homedir(), '.codex');
  const problem = loginProblem({ title: 'Codex', program: 'codex', personHome, env, args: settings.args });
  if (problem !== null) return problem;
  makeAgentHome(personHome, context);
  const argv: [string, ...string[]] = [path, ...codexArguments(context, settings)];
  return { kind: 'ready', argv, env: { ...settings.env, CODEX_HOME: context.paths.agentHome } };
}

function codexArguments(context: LaunchContext, { args }: AgentSettings): string[] {
  const { agentHome, spool, prompt } = context.paths;
  const earlier = rolloutPaths(join(agentHome, 'sessions')).map(conversationId)[0] ?? null;
  const conversation = context.resume === null ? null : earlier;
  return [
    ...(conversation === null ? [] : ['resume']),
    ...fixedSettings.flatMap((setting) => ['-c', setting]),
    ...['-c', trust(context.workspace)],
    // Without -C, a conversation resumed in another workspace stops at a menu.
    ...['-C', context.workspace],
    // The sandbox mounts .git read-only, and everything outside the workspace.
    ...['--add-dir', spool, '--add-dir', join(context.workspace, '.git')],
    ...args,
    '--',
    ...(conversation === null ? [] : [conversation]),
    firstMessage(prompt),
  ];
}

const fixedSettings = [
  // A detached daemon would own turns and tools, and outlive the terminal.
  'features.daemon_auto_start=false',
  // An unreviewed hook, the repository's included, stops the start at a menu.
  'features.hooks=false',
  'check_for_update_on_startup=false',
  // Debian's /etc/profile resets PATH: the agent would not find `planeguard`.
  'allow_login_shell=false',
];

/** An untrusted directory stops the start at a menu. A JSON string is a TOML string. */
function trust(workspace: string): string {
  const folders = new Set([workspace, realpathSync(workspace)]);
  const entries = [...folders].map((folder) => `${JSON.stringify(folder)}={trust_level="trusted"}`);
  return `projects={${entries.join(',')}}`;
}

/** The request itself stays in its file: only our own words and path reach the command line. */
export const firstMessage = (promptFile: string): string =>
  `Your task is in the file ${JSON.stringify(promptFile)}. Read that file to its end, then do what it asks.`;

const notInstalled: LaunchRefusal = {
  kind: 'refused',
  reason: 'host_refused',
  sentence: 'Codex was not found: there is no codex on the PATH. Install it: npm install -g @openai/codex.',
};
