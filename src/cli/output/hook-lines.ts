import type { RequestView } from '../../protocol/request.ts';
import { plain } from './plain.ts';
import { table } from './table.ts';

/** Each hook that was run, as it was last told of: one that is under way says that it has started. */
export function hookLines({ evidence }: RequestView): string[] {
  const newest = new Map<string, string[]>();
  for (const { kind, attempt, data } of evidence.receipts) {
    if (kind !== 'hook') continue;
    newest.set(`${attempt} ${text(data.hook)}`, [
      text(data.hook),
      String(attempt),
      text(data.is),
      typeof data.tookMs === 'number' ? `${(data.tookMs / 1_000).toFixed(1)} s` : '',
      text(data.problem ?? data.said),
    ]);
  }
  return newest.size === 0
    ? []
    : ['', ...table(['HOOK', 'ATTEMPT', 'HOW', 'TOOK', 'SAID'], [...newest.values()])];
}

const text = (value: unknown): string => (typeof value === 'string' ? plain(value) : '');
