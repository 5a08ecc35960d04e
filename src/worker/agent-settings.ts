import type { Config } from '../config/schema.ts';
import type { AgentSettings } from '../edge/agents/agent.ts';
import { noSettings } from '../edge/agents/agent-named.ts';

/** An agent's settings as configured. A relative program is found in `directory`. */
export function agentSettings(config: Config, name: string, directory: string): AgentSettings {
  const configured = config.agents[name];
  return configured === undefined ? noSettings(directory) : { ...configured, directory };
}
