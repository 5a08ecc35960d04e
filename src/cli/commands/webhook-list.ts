import type { DeliveryView } from '../../protocol/delivery.ts';
import type { CliContext } from '../context.ts';
import { withControlPlaneOrDirectory } from '../instance/with-instance.ts';
import { age } from '../output/age.ts';
import { plain, shorten } from '../output/plain.ts';
import { table } from '../output/table.ts';

export interface ListOptions {
  limit: number;
  cursor?: string;
}

export async function listDeliveries(context: CliContext, { limit, cursor }: ListOptions): Promise<number> {
  const { output, clock } = context;
  const found = await withControlPlaneOrDirectory(context, (client) =>
    client.listDeliveries({ limit, cursor }),
  );
  if (output.json) output.value(found);
  else if (found.items.length === 0)
    output.note('No webhook has told of anything. GitHub is asked every github.poll as well.');
  else for (const line of rows(found.items, clock.nowMs())) output.line(line);
  if (!output.json)
    for (const { repository, since } of found.silent)
      output.note(
        `No webhook tells of ${repository} since ${since}: polling finds its changes. planeguard doctor looks why.`,
      );
  if (found.nextCursor && !output.json)
    output.note(`There are more: repeat this command with --cursor ${found.nextCursor}`);
  return 0;
}

const rows = (items: readonly DeliveryView[], nowMs: number): string[] =>
  table(
    ['ID', 'AGE', 'TIMES', 'EVENT', 'REPOSITORY', 'OUTCOME', 'WHY'],
    items.map(({ id, receivedAt, times, event, action, repository, outcome, why }) => [
      id,
      age(receivedAt, nowMs),
      String(times),
      action === null ? event : `${event}.${action}`,
      repository ?? '',
      outcome ?? 'waits',
      shorten(plain(why ?? ''), 100),
    ]),
  );
