import { processVariables } from '../../config/environment.ts';
import { readEnvFile } from '../../edge/agents/env-file.ts';
import { readIfLegible } from '../../edge/files.ts';
import { pathOfPerson } from '../../edge/path-of-person.ts';
import type { DoctorPlace } from './doctor-place.ts';

/** Everything on this machine that a bundle may not hold, as far as we know of it: tokens, and values of variables. */
export function knownSecrets({ layout, config, env }: DoctorPlace): string[] {
  const { token, webhookSecret } = config.github;
  const outside = [config.worker.tokenFile, token.file, webhookSecret.file].flatMap((path) =>
    path ? [pathOfPerson(path, { config, environment: env })] : [],
  );
  const files = [layout.operatorToken, layout.workerToken, layout.enrolment, ...outside];
  // One of them is JSON: every long word in it counts.
  const tokens = files.flatMap((path) => readIfLegible(path)?.match(/[^\s"']{16,}/g) ?? []);
  const agents = Object.values(config.agents).flatMap((agent) => {
    const file =
      agent.envFile === null ? null : readEnvFile(pathOfPerson(agent.envFile, { config, environment: env }));
    return [...Object.values(agent.env), ...(file?.kind === 'read' ? Object.values(file.variables) : [])];
  });
  const own = Object.entries(processVariables()).flatMap(([name, value]) =>
    harmless.test(name) || value.length < 6 ? [] : [value],
  );
  return [...tokens, ...agents, ...own];
}

/** Their values are paths, languages and kinds of terminals: without them nothing could be read any more. */
const harmless =
  /^(PATH|HOME|PWD|OLDPWD|SHELL|USER|LOGNAME|HOSTNAME|LANG|LANGUAGE|LC_\w+|TERM\w*|COLORTERM|TMPDIR|TZ|XDG_\w+|PLANEGUARD_(STATE_DIR|CONFIG)|NODE|_|INIT_CWD)$/;
