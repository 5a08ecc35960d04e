import { isOldInQuarantine, quarantineReasons } from '../../core/residue.ts';
import type { QuarantineView } from '../../protocol/quarantine.ts';
import { age } from './age.ts';
import type { Output } from './output.ts';
import { plain, shorten } from './plain.ts';
import { table } from './table.ts';

/** Each item with its age, its evidence and why it is kept; old ones stand out. */
export function quarantineLines(output: Output, items: readonly QuarantineView[], nowMs: number): string[] {
  const rows = items.map((item) => [
    item.id,
    output.paint(isOldInQuarantine(Date.parse(item.since), nowMs) ? 'red' : 'dim', age(item.since, nowMs)),
    plain(because(item.why)),
    shorten(plain(evidence(item)), 100),
  ]);
  if (rows.length === 0) return [];
  return [...table(['ID', 'AGE', 'WHY', 'FOUND'], rows), ...warning(output, items, nowMs)];
}

function warning(output: Output, items: readonly QuarantineView[], nowMs: number): string[] {
  const old = items.filter(({ since }) => isOldInQuarantine(Date.parse(since), nowMs)).length;
  if (old === 0) return [];
  const advice = 'Look at it, then: planeguard quarantine clean ID, or release ID.';
  return [output.paint('red', `${old} waits for more than a day. ${advice}`)];
}

/** A newer worker may know reasons that this program does not. */
const because = (why: string): string =>
  Object.entries(quarantineReasons).find(([name]) => name === why)?.[1] ?? why;

function evidence({ residue }: QuarantineView): string {
  const { processes, watch, cell, socket, workspace } = residue;
  const commands = processes.map(({ pid, command }) => `${command} (${pid})`);
  return [
    ...commands,
    ...(watch === null ? [] : [`watch (${watch})`]),
    ...[cell, socket, workspace].flatMap((path) => path ?? []),
  ].join(', ');
}
