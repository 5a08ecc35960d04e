import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { oneLogBytes } from '../../core/log-retention.ts';
import { type Log, openLog } from '../../edge/log.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';

export const logNames = ['serve', 'worker', 'supervisor', 'run', 'reclaim', 'down'] as const;
export type LogName = (typeof logNames)[number];

/** Where it is. */
export const logPath = ({ logs }: StateLayout, name: LogName): string => join(logs, `${name}.log`);

/** The log of a process that runs on a state directory, as large as the configuration lets it be. */
export function openDaemonLog(layout: StateLayout, config: Config, name: LogName): Log {
  makePrivateFolder(layout.logs);
  return openLog(logPath(layout, name), 'info', oneLogBytes(config.retention.logs.bytes));
}
