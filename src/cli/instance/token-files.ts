import type { StateLayout } from '../../config/state-layout.ts';
import { readIfLegible, readIfThere } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';

/** The operator's token of a state directory. Throws `misconfigured` when there is none. */
export function operatorToken({ operatorToken: path }: StateLayout): string {
  const token = readIfThere(path)?.trim();
  if (token) return token;
  throw new ProblemError(
    'misconfigured',
    `The token file ${path} is missing. Restart the control plane: it makes a new one.`,
  );
}

/** The token of the state directory's own worker; null while there is none that can be read: it may be started first. */
export const workerTokenIfThere = (layout: StateLayout): string | null =>
  readIfLegible(layout.workerToken)?.trim() || null;
