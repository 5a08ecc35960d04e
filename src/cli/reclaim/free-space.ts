import { existsSync } from 'node:fs';
import { formatSize } from '../../config/size.ts';
import { readDiskSpace } from '../../edge/disk-space.ts';
import type { ReclaimedItem } from '../../protocol/reclaim.ts';
import type { CliContext } from '../context.ts';
import { listenForInterrupts } from '../interrupt.ts';
import { plain } from '../output/plain.ts';
import { holdingLines } from './holding-lines.ts';
import { reclaimItems } from './reclaim-items.ts';

/** Frees what can go without loss, and says what that has gained, as measured afterwards. */
export async function freeSpace(context: CliContext): Promise<number> {
  const { output, layout } = context;
  const items: ReclaimedItem[] = [];
  if (existsSync(layout.root)) await reclaimInto(context, items);
  const freedBytes = items.reduce((sum, item) => sum + item.freedBytes, 0);
  const keptBytes = items.reduce((sum, { bytes, freedBytes: freed }) => sum + bytes - freed, 0);
  const freeBytes = existsSync(layout.root) ? (await readDiskSpace(layout.root)).freeBytes : null;
  if (output.json) {
    output.value({ freedBytes, keptBytes, freeBytes, items });
    return 0;
  }
  for (const line of holdingLines(items.map(rowOf))) output.line(line);
  const free = freeBytes === null ? '' : ` ${formatSize(freeBytes)} are free on its disk.`;
  output.line(
    `${formatSize(freedBytes)} freed, ${formatSize(keptBytes)} stays in ${plain(layout.root)}.${free}`,
  );
  return 0;
}

/** Ctrl-C ends it after the holding in hand; what was freed until then is told. */
async function reclaimInto(context: CliContext, items: ReclaimedItem[]): Promise<void> {
  const interrupt = listenForInterrupts();
  const tell = (item: ReclaimedItem) => {
    items.push(item);
    if (item.mayGo) context.output.progress(`${formatSize(item.freedBytes)} freed: ${plain(item.path)}`);
  };
  try {
    await reclaimItems(context, { tell, signal: interrupt.first });
  } finally {
    interrupt.close();
  }
}

const rowOf = (item: ReclaimedItem) => ({
  ...item,
  size: formatSize(item.mayGo ? item.freedBytes : item.bytes),
  outcome: item.mayGo ? 'freed' : 'stays',
});
