import type { ThreadMessage } from '../../protocol/thread.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { everyPage } from '../instance/every-page.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';
import { plain } from '../output/plain.ts';

export const defineThread: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard thread r4k2m8xq1')
    .action((id: string) => perform((context) => showThread(context, id)));
};

async function showThread(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const items = await withInstance(context, (client) => everyPage((page) => client.listMessages(id, page)));
  if (items === null) throw noRequest(context, id);
  if (output.json) output.value({ items, nextCursor: null });
  else for (const line of items.flatMap(messageLines)) output.line(line);
  return 0;
}

/** Lines of a text that come after its first are put below it. */
function messageLines({ at, author, text }: ThreadMessage): string[] {
  const [first = '', ...rest] = text.split('\n').map(plain);
  const when = `${at.slice(0, 10)} ${at.slice(11, 19)}`;
  const indent = ' '.repeat(when.length + 2);
  return [`${when}  ${plain(author)}  ${first}`, ...rest.map((line) => `${indent}${line}`)];
}
