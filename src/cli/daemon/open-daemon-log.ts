import { join } from 'node:path';
import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import { oneLogBytes } from '../../core/log-retention.ts';
import { type Log, openLog } from '../../edge/log.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';

/** The log of a process that runs on a state directory, as large as the configuration lets it be. */
export function openDaemonLog(
  layout: StateLayout,
  config: Config,
  name: 'serve' | 'worker' | 'run' | 'reclaim',
): Log {
  makePrivateFolder(layout.logs);
  return openLog(join(layout.logs, `${name}.log`), 'info', oneLogBytes(config.retention.logs.bytes));
}
