import { findProgram } from '../../edge/agents/find-program.ts';
import type { CliContext } from '../context.ts';
import { knownAgents } from '../run/known-agents.ts';

export interface ServicePrograms {
  /** Without them nothing works. */
  missing: string[];
  /** Agents that would be found, and those configured that would not. */
  agents: string[];
  missingAgents: string[];
}

/** What a service finds on its PATH. */
export async function servicePrograms(
  context: CliContext,
  variables: Readonly<Record<string, string>>,
): Promise<ServicePrograms> {
  const { config } = await context.loadConfig();
  const path = variables.PATH ?? '';
  const agents = knownAgents(config, { PATH: path });
  const configured = new Set(Object.keys(config.agents));
  return {
    missing: ['git', 'tmux'].filter((name) => findProgram(name, path, '/') === null),
    agents: agents.filter((agent) => agent.path !== null).map(({ name }) => name),
    missingAgents: agents
      .filter((agent) => agent.path === null && configured.has(agent.name))
      .map(({ program }) => program),
  };
}
