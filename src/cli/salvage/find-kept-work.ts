import { personEnvironment } from '../../config/environment.ts';
import { attemptId } from '../../core/ids.ts';
import { listSalvage, type Salvage } from '../../edge/salvage/list-salvage.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { keptElsewhere } from './kept-elsewhere.ts';

/** What the caches of this machine have; nothing needs to run for that. Newest first. A cache that cannot be read is told. */
export const keptWork = ({ layout, output }: CliContext): Promise<Salvage[]> =>
  listSalvage(layout.caches, personEnvironment(), (cache, why) => {
    output.note(`The salvage in ${cache} cannot be listed, and there may be some: ${why}.`);
  });

/** The newest of a request, or that of one attempt. Throws as `keptWorkOf`. */
export const findKeptWork = async (context: CliContext, id: string): Promise<Salvage> =>
  (await keptWorkOf(context, id))[0];

/** All of a request, newest first, or that of one attempt. Throws `not_found`, or `state_refused` when another worker has it. */
export async function keptWorkOf(context: CliContext, id: string): Promise<[Salvage, ...Salvage[]]> {
  const here = await keptWork(context);
  const [newest, ...others] = here.filter(({ document, ref }) => isNamed(document, id) || ref === id);
  if (newest) return [newest, ...others];
  const elsewhere = (await keptElsewhere(context, new Set())).find((item) => isNamed(item, id));
  if (elsewhere) {
    const detail = `The salvaged work of ${elsewhere.id} is not in ${context.layout.root}: the worker ${elsewhere.worker} has it. Type this on its machine.`;
    throw new ProblemError('state_refused', detail);
  }
  throw new ProblemError(
    'not_found',
    `There is no salvaged work of ${JSON.stringify(id)} in ${context.layout.root}. See: planeguard salvage list`,
  );
}

const isNamed = ({ requestId, attempt }: { requestId: string; attempt: number }, id: string): boolean =>
  requestId === id || attemptId(requestId, attempt) === id;
