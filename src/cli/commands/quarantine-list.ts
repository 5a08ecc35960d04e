import type { CliContext } from '../context.ts';
import { withControlPlaneOrDirectory } from '../instance/with-instance.ts';
import { quarantineLines } from '../output/quarantine-lines.ts';

export async function listQuarantined(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const found = await withControlPlaneOrDirectory(context, (client) => client.listQuarantine());
  if (output.json) output.value(found);
  else if (found.items.length === 0) output.note('Nothing is in quarantine.');
  else for (const line of quarantineLines(output, found.items, clock.nowMs())) output.line(line);
  return 0;
}
