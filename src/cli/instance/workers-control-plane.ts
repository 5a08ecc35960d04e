import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type Enrolment, readEnrolment } from './enrolment.ts';
import { recordedUrl, whyAway } from './find-control-plane.ts';
import { workerTokenIfThere } from './token-files.ts';

/** Where the worker of a state directory finds its control plane, and with which token. All are read for each call. */
export interface WorkersControlPlane {
  url: () => string;
  token: () => string | null;
  /** Why nobody is there to hear it. */
  away: () => string | null;
}

/**
 * The one that it is enrolled with, else the state directory's own.
 * @throws ProblemError misconfigured: there is an enrolment that cannot be used.
 */
export function workersControlPlane(layout: StateLayout, config: Config): WorkersControlPlane {
  let last = readEnrolment(layout);
  const enrolled = (): Enrolment | null => {
    last = readAgain(layout) ?? last;
    return last;
  };
  return {
    url: () => enrolled()?.url ?? recordedUrl(layout) ?? listenUrl(config),
    token: () => enrolled()?.token ?? workerTokenIfThere(layout),
    away: () => (enrolled() === null ? whyAway(layout) : null),
  };
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
