import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { withControlPlane } from '../instance/with-instance.ts';
import { statusLines } from '../output/status-lines.ts';

export const defineStatus: DefineCommand = (command, perform) => {
  command.addHelpText('after', '\nExample:\n  planeguard status --json').action(() => perform(status));
};

async function status(context: CliContext): Promise<number> {
  const { output } = context;
  const found = await withControlPlane(context, (client) => client.status());
  if (output.json) output.value(found);
  else for (const line of statusLines(output, found, context.clock.nowMs())) output.line(line);
  return 0;
}
