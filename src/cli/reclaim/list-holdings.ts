import { personEnvironment } from '../../config/environment.ts';
import { formatSize } from '../../config/size.ts';
import { holdings } from '../../core/reclaim.ts';
import { readIfThere } from '../../edge/files.ts';
import { openLog } from '../../edge/log.ts';
import { findHoldings } from '../../worker/reclaim/find-holdings.ts';
import type { CliContext } from '../context.ts';
import { plain } from '../output/plain.ts';
import { holdingLines } from './holding-lines.ts';

/** What `reclaim` would do, by what is on the disk. Nothing needs to run, and nothing is changed. */
export async function listHoldings(context: CliContext): Promise<number> {
  const { output, layout } = context;
  const items = await findAll(context);
  const mayGoBytes = sum(items.filter(({ mayGo }) => mayGo));
  const keptBytes = sum(items.filter(({ mayGo }) => !mayGo));
  if (output.json) {
    output.value({ mayGoBytes, keptBytes, items });
    return 0;
  }
  const rows = items.map((item) => ({
    ...item,
    size: formatSize(item.bytes),
    outcome: item.mayGo ? 'could go' : 'stays',
  }));
  for (const line of holdingLines(rows)) output.line(line);
  output.line(
    `${formatSize(mayGoBytes)} could go, ${formatSize(keptBytes)} stays in ${plain(layout.root)}. What a repack gains is known afterwards.`,
  );
  return 0;
}

const sum = (items: readonly { holding: string; bytes: number }[]): number =>
  items.reduce((all, { bytes }) => all + bytes, 0);

async function findAll({ layout, clock, loadConfig }: CliContext) {
  const { config } = await loadConfig();
  const workerId = readIfThere(layout.workerId)?.trim() ?? null;
  const environment = personEnvironment();
  const place = { layout, clock, config, environment, workerId, log: openLog(null, 'silent') };
  const items = [];
  for (const holding of holdings) {
    for (const { path, bytes, mayGo, because } of await findHoldings(place, holding))
      items.push({ holding, path, bytes, mayGo, because });
  }
  return items;
}
