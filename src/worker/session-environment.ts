import { delimiter } from 'node:path';
import { composeProject } from '../core/ids.ts';
import { findRepository } from '../edge/git/find-repository.ts';
import type { WorkerContext } from './context.ts';
import { gitVariables } from './git-variables.ts';
import type { Session } from './session/session.ts';

/** What the agent gets: the person's own environment, its session's names, and Planeguard's commands on the PATH. */
export function sessionEnvironment({
  context,
  record,
  paths,
}: Pick<Session, 'context' | 'record' | 'paths'>): Record<string, string> {
  const { request, fence } = record.grant;
  const issue = request.issueNumber === null ? {} : { number: String(request.issueNumber) };
  return {
    ...context.environment,
    PATH: [paths.bin, context.environment.PATH ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    PLANEGUARD_SESSION: record.id,
    PLANEGUARD_INSTALLATION: record.installation ?? context.workerId,
    COMPOSE_PROJECT_NAME: composeProject(record.id),
    ...portVariables(record.ports),
    ...gitOf(context, request),
    PLANEGUARD_REQUEST: request.id,
    PLANEGUARD_ATTEMPT: String(fence),
    PLANEGUARD_REPOSITORY: request.repository,
    PLANEGUARD_PROMPT_FILE: paths.prompt,
    PLANEGUARD_SPOOL: paths.spool,
    AGENT_SESSION_ORIGIN: 'planeguard',
    AGENT_SESSION_REQUEST_ID: request.id,
    AGENT_SESSION_REPOSITORY: request.repository,
    ...(issue.number === undefined
      ? {}
      : { PLANEGUARD_ISSUE: issue.number, AGENT_SESSION_ISSUE_NUMBER: issue.number }),
    ...(request.issueUrl === null
      ? {}
      : { PLANEGUARD_ISSUE_URL: request.issueUrl, AGENT_SESSION_ISSUE_URL: request.issueUrl }),
  };
}

function gitOf({ config, environment }: WorkerContext, request: Session['record']['grant']['request']) {
  const settings = findRepository(config, request);
  return settings === null ? {} : gitVariables(settings.git, environment);
}

/** PORT is what most dev servers listen on without being told. */
const portVariables = (ports: Session['record']['ports']): Record<string, string> =>
  ports === null ? {} : { PORT: String(ports.from), PLANEGUARD_PORTS: `${ports.from}-${ports.to}` };
