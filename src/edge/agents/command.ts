import type {
  Agent,
  AgentFollower,
  AgentLaunch,
  AgentSettings,
  LaunchContext,
  LaunchRefusal,
} from './agent.ts';
import { findProgram } from './find-program.ts';

/** Any program that takes the path of a prompt file, works in its current directory, and exits. */
export function commandAgent(name: string, command: readonly string[], settings: AgentSettings): Agent {
  return {
    name,
    exits: 'by_itself',
    quitText: null,
    prepare: async (context) => prepare(command, settings, context),
    follow: () => silentFollower,
  };
}

/** A program given by its path alone: it is called with the prompt file as its only argument. */
export const commandOfPath = (path: string): readonly string[] => [path, '{promptFile}'];

/** A plain program records nothing about itself; its exit says all. */
const silentFollower: AgentFollower = {
  read: () => ({ turn: { state: 'unknown' }, conversation: null, lastRecordMs: null }),
};

function prepare(
  command: readonly string[],
  settings: AgentSettings,
  context: LaunchContext,
): AgentLaunch | LaunchRefusal {
  const template = context.resume === null ? command : (settings.resume ?? command);
  const [program = '', ...rest] = [...template, ...settings.args].map((word) => fillIn(word, context));
  const path = findProgram(program, context.env.PATH ?? '', settings.directory);
  if (path === null) return notExecutable(program, settings.directory);
  return { kind: 'ready', argv: [path, ...rest], env: settings.env };
}

/** Only known names are replaced: other braces (JSON, shell) belong to the command. */
function fillIn(word: string, context: LaunchContext): string {
  const values: Record<string, string> = {
    promptFile: context.paths.prompt,
    workspace: context.workspace,
    conversation: context.resume?.conversation ?? '',
  };
  return word.replace(/\{(promptFile|workspace|conversation)\}/g, (_, key: string) => values[key] ?? '');
}

function notExecutable(program: string, directory: string): LaunchRefusal {
  const where = program.includes('/') ? `from ${directory}` : 'on the PATH';
  const sentence = `The agent's program ${program} was not found as an executable ${where}. Install it, or correct agents in the configuration.`;
  return { kind: 'refused', reason: 'host_refused', sentence };
}
