import type { CliContext } from '../context.ts';
import { age } from '../output/age.ts';
import { plain, shorten } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { keptWork } from './find-kept-work.ts';
import { keptElsewhere } from './kept-elsewhere.ts';
import { keptWorkView } from './kept-work-view.ts';

export async function listKeptWork(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const here = (await keptWork(context)).map(keptWorkView);
  const elsewhere = await keptElsewhere(context, new Set(here.map(({ id }) => id)));
  const items = [...here.map((item) => ({ ...item, worker: null })), ...elsewhere];
  if (output.json) {
    output.value({ items, nextCursor: null });
    return 0;
  }
  if (items.length === 0) output.note('No salvaged work.');
  const rows = items.map((item) => [
    item.id,
    age(item.madeAt, clock.nowMs()),
    String(item.files),
    String(item.commits),
    String(item.stashes),
    item.worker === null ? 'here' : plain(item.worker),
    plain(item.repository),
    shorten(plain(item.title), 60),
  ]);
  const headings = ['ID', 'AGE', 'FILES', 'COMMITS', 'STASHES', 'WHERE', 'REPOSITORY', 'TITLE'];
  if (rows.length > 0) for (const line of table(headings, rows)) output.line(line);
  return 0;
}
