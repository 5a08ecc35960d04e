import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import { lastLine } from '../output/last-line.ts';
import { carryOutHere } from './carry-out-here.ts';
import { noteNothingRuns } from './note-nothing-runs.ts';
import { noRequest, withControlPlaneOrDirectory, withInstance } from './with-instance.ts';

/** Asks for a change of a request and shows what it is then. */
export async function changeRequest(
  context: CliContext,
  id: string,
  change: (client: ControlPlaneClient) => Promise<RequestView>,
): Promise<number> {
  const changed = await withInstance(context, change);
  if (changed === null) throw noRequest(context, id);
  const carriedOut = await carryOutHere(context, changed);
  const request = carriedOut
    ? await withControlPlaneOrDirectory(context, (client) => client.showRequest(id))
    : changed;
  if (context.output.json) context.output.value(request);
  else context.output.line(lastLine(request));
  if (request.state === 'queued') await noteNothingRuns(context, `Then the next attempt at ${id} begins.`);
  return 0;
}
