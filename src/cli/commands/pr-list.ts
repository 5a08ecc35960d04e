import type { PullRequestView } from '../../protocol/pull-request.ts';
import type { CliContext } from '../context.ts';
import { withInstance } from '../instance/with-instance.ts';
import { age } from '../output/age.ts';
import type { Output } from '../output/output.ts';
import { plain, shorten } from '../output/plain.ts';
import { table } from '../output/table.ts';

const colours = { open: 'yellow', draft: 'dim', merged: 'green', closed: 'red' } as const;

export async function listPullRequests(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const page = await withInstance(context, (client) => client.listPullRequests({ limit: 100 }));
  const found = page ?? { items: [], nextCursor: null };
  if (output.json) output.value(found);
  else if (found.items.length === 0) output.note('No pull requests.');
  else for (const line of rows(output, found.items, clock.nowMs())) output.line(line);
  return 0;
}

function rows(output: Output, items: PullRequestView[], nowMs: number): string[] {
  return table(
    ['REQUEST', 'NUMBER', 'STATE', 'AGE', 'HEAD', 'BASE', 'URL', 'TITLE'],
    items.map((item) => [
      item.requestId,
      `#${item.number}`,
      output.paint(colours[item.state], item.state),
      age(item.updatedAt, nowMs),
      plain(item.head),
      plain(item.base),
      plain(item.url),
      shorten(plain(item.title), 60),
    ]),
  );
}
