import { CallError } from '../../edge/control-plane/call-error.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { SalvageView } from '../../protocol/salvage.ts';
import type { CliContext } from '../context.ts';
import { withInstance } from '../instance/with-instance.ts';

/** What the control plane knows to be in the caches of other workers; none when it cannot be asked. */
export async function keptElsewhere(context: CliContext, here: ReadonlySet<string>): Promise<SalvageView[]> {
  try {
    const page = await withInstance(context, (client) => client.listSalvage({ limit: 500 }));
    return (page?.items ?? []).filter(({ id }) => !here.has(id));
  } catch (error) {
    if (!(error instanceof ProblemError || error instanceof CallError)) throw error;
    context.output.note(`Only the salvage of this machine: ${error.message}`);
    return [];
  }
}
