import type { PlaneguardEvent } from '../../protocol/event.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { everyPage } from '../instance/every-page.ts';
import { noRequest, withControlPlane, withInstance } from '../instance/with-instance.ts';
import { listenForInterrupts } from '../interrupt.ts';
import { eventLine } from '../output/event-line.ts';
import type { Output } from '../output/output.ts';

export const defineEvents: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .option('--follow', 'go on as things happen, until Ctrl-C; with --json one object per line')
    .addHelpText('after', '\nExample:\n  planeguard events r4k2m8xq1 --follow')
    .action((id: string, { follow }: { follow?: true }) =>
      perform((context) => (follow ? followAll(context, id) : listAll(context, id))),
    );
};

async function listAll(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const items = await withInstance(context, (client) => everyPage((page) => client.listEvents(id, page)));
  if (items === null) throw noRequest(context, id);
  if (output.json) output.value({ items, nextCursor: null });
  else for (const event of items) output.line(eventLine(event));
  return 0;
}

/** Ctrl-C is the usual end, and no failure. */
async function followAll(context: CliContext, id: string): Promise<number> {
  const { output, clock } = context;
  const interrupt = listenForInterrupts();
  await withControlPlane(context, async (client) => {
    const followed = client.followEvents({
      requestId: id,
      afterSeq: 0,
      clock,
      signal: interrupt.first,
      onTrouble: (error) => output.note(`${error.message} Trying again.`),
    });
    for await (const event of followed) say(output, event);
  });
  interrupt.close();
  return 0;
}

function say(output: Output, event: PlaneguardEvent): void {
  if (output.json) output.value(event);
  else output.line(eventLine(event));
}
