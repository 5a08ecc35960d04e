import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { StateLayout } from '../../config/state-layout.ts';
import { type Holding, judgeHolding, type ReclaimVerdict, type SessionWord } from '../../core/reclaim.ts';
import { diskUsage } from '../../edge/disk-usage.ts';
import { hasCode } from '../../edge/files.ts';
import { openLog } from '../../edge/log.ts';
import { readCopy } from '../../worker/journal/restore-records.ts';

export interface FoundHolding extends ReclaimVerdict {
  holding: Holding;
  path: string;
  bytes: number;
}

/** What takes room below a state directory, the largest first. Nothing needs to run, and nothing is changed. */
export async function findHoldings(layout: StateLayout): Promise<FoundHolding[]> {
  const found: FoundHolding[] = [];
  for (const [holding, folder] of folders(layout)) {
    for (const name of namesIn(folder)) {
      const path = join(folder, name);
      const word = holding === 'cache' ? null : wordOf(layout, name);
      found.push({ holding, path, bytes: await diskUsage(path), ...judgeHolding(holding, word) });
    }
  }
  const logs = await diskUsage(layout.logs);
  if (logs > 0)
    found.push({ holding: 'logs', path: layout.logs, bytes: logs, ...judgeHolding('logs', null) });
  return found.sort((a, b) => b.bytes - a.bytes);
}

const folders = (layout: StateLayout): [Holding, string][] => [
  ['workspace', layout.workspaces],
  ['session', layout.sessions],
  ['cache', layout.caches],
];

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

function wordOf(layout: StateLayout, sessionId: string): SessionWord {
  const record = readCopy({ layout, log: openLog(null, 'silent') }, sessionId);
  return record === null ? null : { state: record.state, kept: record.kept?.why ?? null };
}
