import type { CliContext } from '../context.ts';
import { carryOutHere } from '../instance/carry-out-here.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';
import { lastLine } from '../output/last-line.ts';
import { plain } from '../output/plain.ts';
import { mergeRequest } from '../pull-request/merge-request.ts';

export async function mergePr(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const done = await withInstance(context, async (client) => {
    const { mergedSha, base } = await mergeRequest(context, client, id);
    return { mergedSha, base, request: await client.showRequest(id) };
  });
  if (done === null) throw noRequest(context, id);
  await carryOutHere(context, done.request);
  if (output.json) output.value(done.request);
  else
    output.line(
      `Merged into ${plain(done.base)} as ${done.mergedSha.slice(0, 12)}. ${lastLine(done.request)}`,
    );
  return 0;
}
