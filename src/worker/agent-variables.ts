import { type EnvFile, readEnvFile } from '../edge/agents/env-file.ts';
import { pathOfPerson } from '../edge/path-of-person.ts';
import type { Session } from './session/session.ts';

/** What the session's agent gets besides its session's variables, read anew for each launch: keys are rotated. */
export function agentVariables({ context, record }: Session): EnvFile {
  const settings = context.config.agents[record.grant.request.agent];
  const variables = settings?.env ?? {};
  if (!settings?.envFile) return { kind: 'read', variables };
  const file = readEnvFile(pathOfPerson(settings.envFile, context));
  return file.kind === 'refused' ? file : { kind: 'read', variables: { ...file.variables, ...variables } };
}
