import type { CliContext } from '../context.ts';
import { age } from '../output/age.ts';
import { plain, shorten } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { keptWork } from './find-kept-work.ts';
import { keptWorkView } from './kept-work-view.ts';

export async function listKeptWork(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const items = (await keptWork(context)).map(keptWorkView);
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
    plain(item.repository),
    shorten(plain(item.title), 60),
  ]);
  const headings = ['ID', 'AGE', 'FILES', 'COMMITS', 'STASHES', 'REPOSITORY', 'TITLE'];
  if (rows.length > 0) for (const line of table(headings, rows)) output.line(line);
  return 0;
}
