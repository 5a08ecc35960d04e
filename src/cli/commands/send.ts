import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { noteNothingRuns } from '../instance/note-nothing-runs.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';

export const defineSend: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .argument('<text>', 'what to tell its agent; after -- it may begin with a dash')
    .addHelpText('after', '\nExample:\n  planeguard send r4k2m8xq1 "Please keep the old name as an alias."')
    .action((id: string, text: string) => perform((context) => send(context, id, text)));
};

async function send(context: CliContext, id: string, text: string): Promise<number> {
  const { output } = context;
  const feedback = await withInstance(context, (client) => client.sendFeedback(id, text));
  if (feedback === null) throw noRequest(context, id);
  if (output.json) output.value(feedback);
  else
    output.line(`Kept as ${feedback.id} (${feedback.status}). See what becomes of it: planeguard show ${id}`);
  await noteNothingRuns(context, `Then the agent of ${id} gets it with its next attempt.`);
  return 0;
}
