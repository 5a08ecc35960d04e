import type { CliContext } from '../context.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';

export async function commentPr(context: CliContext, id: string, text: string): Promise<number> {
  const { output } = context;
  const pullRequest = await withInstance(context, (client) => client.commentPullRequest(id, text));
  if (pullRequest === null) throw noRequest(context, id);
  if (output.json) output.value(pullRequest);
  else
    output.line(`Kept with ${pullRequest.url}; the agent's next attempt gets it. See: planeguard show ${id}`);
  return 0;
}
