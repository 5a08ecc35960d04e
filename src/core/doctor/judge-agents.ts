import { type Finding, fine, found, notKnown } from './finding.ts';

export interface AgentFacts {
  name: string;
  program: string;
  /** Named by the configuration, for a repository or with settings of its own. */
  isWanted: boolean;
  path: string | null;
  /** What it prints of its version; `not_asked` for programs that may do anything. */
  version: { kind: 'told'; text: string } | { kind: 'failed'; why: string } | { kind: 'not_asked' };
  /** Why it would stop at its sign-in; null when it would not, or nobody knows. */
  loggedOut: string | null;
  /** Whether the running worker's PATH has it; null where no worker runs or its PATH is not told. */
  isOnWorkersPath: boolean | null;
  install: string;
  login: string | null;
}

export function judgeAgents(agents: readonly AgentFacts[]): Finding[] {
  const wanted = agents.filter(({ isWanted, path }) => isWanted || path !== null);
  if (wanted.length === 0) {
    const installs = agents.map(({ install }) => install).join('   or: ');
    return [found('no_agent', { what: 'No agent is configured or installed.', mend: installs })];
  }
  return wanted.flatMap(judgeAgent);
}

function judgeAgent(agent: AgentFacts): Finding[] {
  const { name, program, path, install } = agent;
  if (path === null) {
    const what = `The program ${program} of the agent ${name} is not on this PATH.`;
    return [found('agent_not_found', { what, mend: install })];
  }
  const findings = [...judgePath(agent, path), ...judgeVersion(agent, path), ...judgeLogin(agent)];
  return findings.length > 0 ? findings : [fine('agents', `${name}: ${path}${versionText(agent)}.`)];
}

const versionText = ({ version }: AgentFacts): string => (version.kind === 'told' ? `, ${version.text}` : '');

function judgePath({ name, isOnWorkersPath }: AgentFacts, path: string): Finding[] {
  if (isOnWorkersPath !== false) return [];
  const what = `The worker does not find ${name}: ${path} is on your PATH, and not on the worker's.`;
  const mend = 'planeguard worker restart';
  return [found('agent_hidden_from_worker', { what, mend })];
}

function judgeVersion({ name, version }: AgentFacts, path: string): Finding[] {
  if (version.kind !== 'failed') return [];
  const what = `${name}: ${path} --version ${version.why}.`;
  return [found('agent_does_not_run', { what, mend: `${path} --version` })];
}

function judgeLogin({ name, loggedOut, login, isWanted }: AgentFacts): Finding[] {
  if (loggedOut === null) return [];
  // Whoever has a second agent on the PATH need not use it.
  if (!isWanted) return [notKnown('agents', `${name} is installed and not logged in: ${loggedOut}`)];
  return [found('agent_logged_out', { what: loggedOut, mend: login ?? `${name} login` })];
}
