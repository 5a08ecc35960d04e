import type { Config } from '../config/schema.ts';
import type { AgentSettings } from '../edge/agents/agent.ts';
import { noSettings } from '../edge/agents/agent-named.ts';

/** An agent's settings as configured. */
export const agentSettings = (config: Config, name: string): AgentSettings =>
  config.agents[name] ?? noSettings(config.directory);
