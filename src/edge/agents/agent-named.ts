import type { Agent, AgentSettings } from './agent.ts';
import { codexAgent } from './codex.ts';
import { commandAgent, commandOfPath } from './command.ts';
import { everyCodeAgent } from './every-code.ts';

/** Settings of an agent that the configuration does not mention. */
export const noSettings = (directory: string): AgentSettings => ({
  command: null,
  resume: null,
  args: [],
  env: {},
  directory,
});

/**
 * The agent of that name, or null when there is none.
 * A configured command wins over a built-in agent; a name with a slash is the path of an executable.
 */
export function agentNamed(name: string, settings: AgentSettings): Agent | null {
  if (settings.command !== null) return commandAgent(name, settings.command, settings);
  if (name.includes('/')) return commandAgent(name, commandOfPath(name), settings);
  if (name === 'codex') return codexAgent(settings);
  return name === 'every-code' ? everyCodeAgent(settings) : null;
}
