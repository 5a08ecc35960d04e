import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import { findProgram } from '../../edge/agents/find-program.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { type InstalledAgent, knownAgents } from './known-agents.ts';

export interface AgentWish {
  /** --agent. */
  named: string | undefined;
  ofRepository: string | null;
  /** What the repository itself asks for. */
  carried: string | null;
}

/**
 * The agent of a request: --agent, else the configured one, else the one that the repository asks for, else the only
 * one that is installed.
 * @throws ProblemError `misconfigured` with the list of agents, when it is unknown, not installed or not clear.
 */
export function chooseAgent({ cwd }: CliContext, config: Config, wish: AgentWish): string {
  const wanted = wish.named ?? wish.ofRepository ?? wish.carried;
  if (wanted?.includes('/')) return programPath(wanted, wish.named === undefined ? config.directory : cwd);
  const agents = knownAgents(config, personEnvironment());
  if (!wanted) return onlyAgent(config, agents);
  const asked = wanted === wish.carried ? ' The repository asks for it in .planeguard/config.yaml.' : '';
  return namedAgent(wanted, agents, asked);
}

function programPath(wanted: string, directory: string): string {
  const path = findProgram(wanted, '', directory);
  if (path !== null) return path;
  throw new ProblemError(
    'misconfigured',
    `The agent ${JSON.stringify(wanted)} is not an executable file in ${directory}. Check the path, or: chmod +x`,
  );
}

function namedAgent(wanted: string, agents: InstalledAgent[], asked = ''): string {
  const agent = agents.find(({ name }) => name === wanted);
  if (agent?.path) return agent.name;
  const what = agent
    ? `The program ${JSON.stringify(agent.program)} of the agent ${wanted} is not installed, or not on the PATH.`
    : `There is no agent ${JSON.stringify(wanted)}.`;
  throw new ProblemError('misconfigured', `${what}${asked} ${listed(agents)}`);
}

function onlyAgent(config: Config, agents: InstalledAgent[]): string {
  const configured = agents.filter(({ name }) => name in config.agents);
  const candidates = configured.length === 1 ? configured : agents.filter(({ path }) => path !== null);
  const [first, second] = candidates;
  if (first && !second) return namedAgent(first.name, agents);
  const what = first ? 'Several agents are installed' : 'No agent is installed';
  throw new ProblemError('misconfigured', `${what}: name one with --agent. ${listed(agents)}`);
}

function listed(agents: InstalledAgent[]): string {
  const all = agents.map(({ name, path }) => `${name} (${path ?? 'not installed'})`).join(', ');
  return `Known agents: ${all}; or give --agent the path of a program.`;
}
