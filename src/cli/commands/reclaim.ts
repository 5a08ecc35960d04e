import { formatSize } from '../../config/size.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';
import { findHoldings } from '../reclaim/find-holdings.ts';

export const defineReclaim: DefineCommand = (command, perform) => {
  command
    .requiredOption('--dry-run', 'only list: this version frees nothing by itself')
    .addHelpText('after', '\nExample:\n  planeguard reclaim --dry-run')
    .action(() => perform(listHoldings));
};

async function listHoldings({ output, layout }: CliContext): Promise<number> {
  const items = await findHoldings(layout);
  const bytes = (mayGo: boolean) =>
    items.filter((item) => item.mayGo === mayGo).reduce((sum, item) => sum + item.bytes, 0);
  if (output.json) {
    output.value({ mayGoBytes: bytes(true), keptBytes: bytes(false), items });
    return 0;
  }
  const rows = items.map((item) => [
    formatSize(item.bytes),
    item.holding,
    item.mayGo ? 'could go' : 'stays',
    plain(item.path),
    item.because,
  ]);
  if (rows.length > 0) {
    for (const line of table(['SIZE', 'WHAT', 'VERDICT', 'PATH', 'BECAUSE'], rows)) output.line(line);
  }
  output.line(
    `${formatSize(bytes(true))} could go, ${formatSize(bytes(false))} stays in ${plain(layout.root)}.`,
  );
  return 0;
}
