import type { CliContext } from '../context.ts';
import { noteNothingRuns } from '../instance/note-nothing-runs.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';
import { plain } from '../output/plain.ts';

export async function commentPr(context: CliContext, id: string, text: string): Promise<number> {
  const { output } = context;
  const pullRequest = await withInstance(context, (client) => client.commentPullRequest(id, text));
  if (pullRequest === null) throw noRequest(context, id);
  if (output.json) output.value(pullRequest);
  else
    output.line(
      `Kept with ${plain(pullRequest.url)}; the agent's next attempt gets it. See: planeguard show ${id}`,
    );
  await noteNothingRuns(context, `Then the agent of ${id} gets it with its next attempt.`);
  return 0;
}
