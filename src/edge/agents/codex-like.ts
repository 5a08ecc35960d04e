import { join } from 'node:path';
import { homeFolder } from '../home-folder.ts';
import type { Agent, AgentLaunch, AgentPaths, AgentSettings, LaunchContext, LaunchRefusal } from './agent.ts';
import { makeAgentHome, takenOver } from './agent-home.ts';
import { findProgram } from './find-program.ts';
import { loginProblem } from './login-problem.ts';
import { conversationId, RolloutFollower } from './rollout-follower.ts';

type Variables = Readonly<Record<string, string>>;

/** What Codex and its relatives differ in. They share the TUI, the home, `resume`, and the rollout. */
export interface CodexLike {
  name: string;
  /** As people call it. */
  title: string;
  program: string;
  /** The command that installs it. */
  install: string;
  homeVariable: 'CODEX_HOME' | 'CODE_HOME';
  /** Below the person's home directory, unless the variable names another folder. */
  homeFolder: string;
  /** A variable that is a login by itself; null when only auth.json is. */
  keyVariable: string | null;
  /** Options of every start, resumed or not. The person's own come after them, and win. */
  options(context: LaunchContext): string[];
}

/** Such an agent as a TUI, with the person's own permission mode. */
export function codexLike(kind: CodexLike, settings: AgentSettings): Agent {
  return {
    name: kind.name,
    exits: 'when_quit',
    quitText: '/quit',
    prepare: async (context) => prepare(kind, settings, context),
    follow,
  };
}

function follow({ agentHome }: AgentPaths): RolloutFollower {
  return new RolloutFollower(join(agentHome, 'sessions'), takenOver(agentHome));
}

function prepare(
  kind: CodexLike,
  settings: AgentSettings,
  context: LaunchContext,
): AgentLaunch | LaunchRefusal {
  const env = { ...context.env, ...settings.env };
  const path = findProgram(kind.program, env.PATH ?? '', settings.directory);
  if (path === null) return notInstalled(kind);
  const problem = loginProblemOf(kind, env, settings.args);
  if (problem !== null) return problem;
  makeAgentHome(personHomeOf(kind, env), context);
  const argv: [string, ...string[]] = [path, ...commandLine(kind, settings, context)];
  return { kind: 'ready', argv, env: { ...settings.env, [kind.homeVariable]: context.paths.agentHome } };
}

/** Why it would stop at its sign-in menu; null when it will not. Starts nothing. */
export function loginProblemOf(
  kind: CodexLike,
  env: Variables,
  args: readonly string[],
): LaunchRefusal | null {
  const { program, title, keyVariable } = kind;
  return loginProblem({ title, program, keyVariable, personHome: personHomeOf(kind, env), env, args });
}

const personHomeOf = (kind: CodexLike, env: Variables): string =>
  env[kind.homeVariable] || join(env.HOME || homeFolder(), kind.homeFolder);

function commandLine(kind: CodexLike, { args }: AgentSettings, context: LaunchContext): string[] {
  const conversation = context.resume === null ? null : conversationIn(context.paths);
  const options = [...kind.options(context), ...args, '--'];
  const message = firstMessage(context.paths.prompt);
  return conversation === null ? [...options, message] : ['resume', ...options, conversation, message];
}

/** The one that was taken over from the earlier attempt. */
function conversationIn({ agentHome }: AgentPaths): string | null {
  const path = takenOver(agentHome)?.path;
  return path === undefined ? null : conversationId(path);
}

/** The request itself stays in its file: only our own words and path reach the command line. */
const firstMessage = (promptFile: string): string =>
  `Your task is in the file ${JSON.stringify(promptFile)}. Read that file to its end, then do what it asks.`;

function notInstalled({ title, program, install }: CodexLike): LaunchRefusal {
  const sentence = `${title} was not found: there is no ${program} on the PATH. Install it: ${install}.`;
  return { kind: 'refused', reason: 'host_refused', sentence };
}
