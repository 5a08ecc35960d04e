import { readFileSync } from 'node:fs';
import { hasCode } from '../../src/edge/files.ts';

const kbPerMb = 1_024;

/** In MB. PSS counts a page that n processes share as 1/n. */
export interface Memory {
  rss: number;
  pss: number;
}

/** Of all these processes together; one that has just ended counts nothing. */
export function memoryOf(pids: readonly number[]): Memory {
  const all = pids.map(readMemory);
  return {
    rss: all.reduce((sum, { rss }) => sum + rss, 0),
    pss: all.reduce((sum, { pss }) => sum + pss, 0),
  };
}

function readMemory(pid: number): Memory {
  const text = readRollup(pid);
  const field = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) / kbPerMb;
  return { rss: field('Rss'), pss: field('Pss') };
}

function readRollup(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ESRCH')) return '';
    throw error;
  }
}
