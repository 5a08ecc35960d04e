import { isBuiltInAgent } from '../../config/agent-names.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { type AgentFacts, judgeAgents } from '../../core/doctor/judge-agents.ts';
import { codexKind } from '../../edge/agents/codex.ts';
import { type CodexLike, loginProblemOf } from '../../edge/agents/codex-like.ts';
import { everyCodeKind } from '../../edge/agents/every-code.ts';
import { findProgram } from '../../edge/agents/find-program.ts';
import { processSource } from '../../edge/processes/process-source.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { type InstalledAgent, knownAgents } from '../run/known-agents.ts';
import { askVersion } from './ask-version.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkAgents(place: DoctorPlace): Promise<Finding[]> {
  const workersPath = await pathOfWorker(place);
  const agents = knownAgents(place.config, place.env);
  return judgeAgents(await Promise.all(agents.map((agent) => factsOf(place, agent, workersPath))));
}

/** Null where no worker runs, and where the system does not tell. */
async function pathOfWorker({ layout }: DoctorPlace): Promise<string | null> {
  const worker = liveProcess(layout.workerRecord);
  if (worker === null) return null;
  const variables = (await processSource()).environment(worker.pid);
  return variables.find((each) => each.startsWith('PATH='))?.slice('PATH='.length) ?? null;
}

async function factsOf(
  place: DoctorPlace,
  agent: InstalledAgent,
  workersPath: string | null,
): Promise<AgentFacts> {
  const { config } = place;
  const { name, program, path } = agent;
  const directory = config.agents[name]?.directory ?? config.directory;
  return {
    name,
    program,
    path,
    isWanted: name in config.agents || config.repositories.some((each) => each.agent === name),
    isOnWorkersPath: workersPath === null ? null : findProgram(program, workersPath, directory) !== null,
    ...(await factsOfKind(place, agent)),
  };
}

type OfKind = Pick<AgentFacts, 'version' | 'loggedOut' | 'install' | 'login'>;

/** A configured command may do anything, also when it is asked for its version. */
async function factsOfKind(
  { config, env }: DoctorPlace,
  { name, program, path }: InstalledAgent,
): Promise<OfKind> {
  const settings = config.agents[name];
  const install = `Install ${program}, or correct agents.${name} in the configuration`;
  const notAsked: OfKind = { version: { kind: 'not_asked' }, loggedOut: null, install, login: null };
  if (!isBuiltInAgent(name) || (settings?.command ?? null) !== null) return notAsked;
  const kind = kinds[name];
  if (path === null) return { ...notAsked, install: kind.install };
  const asked = await askVersion(path, '--version', env);
  return {
    version: asked.kind === 'missing' ? { kind: 'failed', why: 'is not there any more' } : asked,
    loggedOut: loginProblemOf(kind, { ...env, ...settings?.env }, settings?.args ?? [])?.sentence ?? null,
    install: kind.install,
    login: `${program} login`,
  };
}

const kinds: Readonly<Record<'codex' | 'every-code', CodexLike>> = {
  codex: codexKind,
  'every-code': everyCodeKind,
};
