import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';
import { requestLines } from '../output/request-lines.ts';

export const defineShow: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard show r4k2m8xq1 --json')
    .action((id: string) => perform((context) => show(context, id)));
};

async function show(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const request = await withInstance(context, (client) => client.showRequest(id));
  if (request === null) throw noRequest(context, id);
  if (output.json) output.value(request);
  else for (const line of requestLines(output, request, context.clock.nowMs())) output.line(line);
  return 0;
}
