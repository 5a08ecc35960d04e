import { type Lock, takeLock } from '../edge/lock.ts';
import { makePrivateFolder } from '../edge/make-private-folder.ts';
import { ProblemError } from '../protocol/problem.ts';

/** The control plane's share of a state directory. */
export interface ControlPlanePaths {
  root: string;
  database: string;
  controlPlaneLock: string;
  controlPlaneFile: string;
  operatorToken: string;
  workerToken: string;
}

/**
 * Makes the state directory and takes the control plane's lock in it.
 * @throws ProblemError state_refused, misconfigured.
 */
export function claimStateDirectory(paths: ControlPlanePaths): Lock {
  makeDirectory(paths.root);
  const lock = takeLock(paths.controlPlaneLock);
  switch (lock.kind) {
    case 'taken':
      return lock;
    case 'held':
      throw new ProblemError(
        'state_refused',
        `Another control plane uses ${paths.root}: see it with planeguard status, end it with planeguard down, or use another --state-dir.`,
      );
    case 'failed':
      throw notUsable(paths.root, lock.cause);
    default:
      return lock satisfies never;
  }
}

function makeDirectory(path: string): void {
  try {
    makePrivateFolder(path);
  } catch (error) {
    throw error instanceof ProblemError ? error : notUsable(path, error);
  }
}

function notUsable(path: string, cause: unknown): ProblemError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ProblemError(
    'misconfigured',
    `The state directory ${path} cannot be used (${why}): make it writable for this user, or use another with --state-dir.`,
    { cause },
  );
}
