import { personEnvironment } from '../../config/environment.ts';
import { listSalvage, type Salvage } from '../../edge/salvage/list-salvage.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';

/** What the caches of this machine have; nothing needs to run for that. Newest first. */
export const keptWork = ({ layout }: CliContext): Promise<Salvage[]> =>
  listSalvage(layout.caches, personEnvironment());

/** The newest of a request, or that of one attempt. Throws `not_found`. */
export async function findKeptWork(context: CliContext, id: string): Promise<Salvage> {
  const found = (await keptWork(context)).find((salvage) => isNamed(salvage, id));
  if (found) return found;
  throw new ProblemError(
    'not_found',
    `There is no salvaged work of ${JSON.stringify(id)} in ${context.layout.root}. See: planeguard salvage list`,
  );
}

const isNamed = ({ document, ref }: Salvage, id: string): boolean =>
  document.requestId === id || `${document.requestId}-${document.attempt}` === id || ref === id;
