import { personEnvironment } from '../../config/environment.ts';
import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { readIfLegible } from '../../edge/files.ts';
import type { Log } from '../../edge/log.ts';
import { pathOfPerson } from '../../edge/path-of-person.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type Enrolment, readEnrolment } from './enrolment.ts';
import { recordedUrl, whyAway } from './find-control-plane.ts';
import { TokenCommand } from './token-command.ts';
import { workerTokenIfThere } from './token-files.ts';

/** Where the worker of a state directory finds its control plane, and with which token. All are read for each call. */
export interface WorkersControlPlane {
  url: () => string;
  token: () => string | null;
  /** Why nobody is there to hear it. */
  away: () => string | null;
  /** Hears that the token was not accepted. */
  refused: () => void;
}

/**
 * The one that the configuration names, else that it is enrolled with, else the state directory's own.
 * @throws ProblemError misconfigured: there is an enrolment that cannot be used.
 */
export async function workersControlPlane(
  layout: StateLayout,
  config: Config,
  log: Log,
): Promise<WorkersControlPlane> {
  const { controlPlane } = config.worker;
  if (controlPlane !== null) return configured(controlPlane, config, log);
  let last = readEnrolment(layout);
  const enrolled = (): Enrolment | null => {
    last = readAgain(layout) ?? last;
    return last;
  };
  return {
    url: () => enrolled()?.url ?? recordedUrl(layout) ?? listenUrl(config),
    token: () => enrolled()?.token ?? workerTokenIfThere(layout),
    away: () => (enrolled() === null ? whyAway(layout) : null),
    refused: () => undefined,
  };
}

async function configured(url: string, config: Config, log: Log): Promise<WorkersControlPlane> {
  const there = { url: () => url, away: () => null };
  const environment = personEnvironment();
  const { tokenFile, tokenCommand: argv } = config.worker;
  if (tokenFile !== '') {
    const path = pathOfPerson(tokenFile, { config, environment });
    return { ...there, token: () => readIfLegible(path)?.trim() || null, refused: () => undefined };
  }
  const command = new TokenCommand({ argv, directory: config.directory, environment }, log);
  await command.refresh();
  return { ...there, token: () => command.token(), refused: () => void command.refresh() };
}

/** While the worker runs, a file that somebody damages changes nothing. */
function readAgain(layout: StateLayout): Enrolment | null {
  try {
    return readEnrolment(layout);
  } catch (error) {
    if (error instanceof ProblemError) return null;
    throw error;
  }
}

function listenUrl({ server: { listen } }: Config): string {
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return `http://${host}:${listen.port}`;
}
