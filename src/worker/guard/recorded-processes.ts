import type { SessionLayout } from '../../config/state-layout.ts';
import { readIfLegible, writeWhole } from '../../edge/files.ts';
import type { ProcessIdentity } from '../../edge/processes/identity.ts';

/** Beyond that a session is a fork bomb, and the marker has to do. 40 KB. */
const most = 2_000;

/**
 * The living processes that were seen to be of a session: a line `v1 BOOT`, then `PID START` each. A file beside the
 * session, not a row of the journal: the watch reads it too, and it may be lost.
 */
export function readRecorded(layout: SessionLayout): ProcessIdentity[] {
  const [head = '', ...lines] = (readIfLegible(layout.processes) ?? '').split('\n');
  const bootId = /^v1 (\S+)$/.exec(head)?.[1];
  if (bootId === undefined) return [];
  return lines.flatMap((line) => {
    const [, pid, startTime = ''] = /^(\d+) (\S+)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ bootId, pid: Number(pid), startTime }];
  });
}

/** Writes it anew. Without it a sweep sees less, as without this record: that is no reason to fail. */
export function writeRecorded(layout: SessionLayout, processes: readonly ProcessIdentity[]): void {
  const lines = processes.slice(0, most).map(({ pid, startTime }) => `${pid} ${startTime}\n`);
  const head = `v1 ${processes[0]?.bootId ?? 'none'}\n`;
  try {
    writeWhole(layout.processes, head + lines.join(''));
  } catch (error) {
    if (!isOfFileSystem(error)) throw error;
  }
}

const isOfFileSystem = (error: unknown): boolean => error instanceof Error && 'syscall' in error;
