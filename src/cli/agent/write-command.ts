import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { writeWhole } from '../../edge/files.ts';
import type { SpooledCommand } from '../../protocol/spool.ts';

/** Sorts by time: commands are carried out in the order in which they were given. */
export const newSpoolId = (nowMs: number): string =>
  `${String(nowMs).padStart(13, '0')}-${randomBytes(4).toString('hex')}`;

export function writeCommand(spool: string, command: SpooledCommand): void {
  writeWhole(join(spool, `${command.id}.command.json`), JSON.stringify(command), { durable: true });
}
