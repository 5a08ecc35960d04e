import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { processVariables } from '../../config/environment.ts';
import { type Daemon, startDaemon } from '../../edge/exec.ts';
import { cutShared } from '../../edge/log.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import type { CliContext } from '../context.ts';

export type Part = 'serve' | 'worker run' | 'up';

export interface PartOptions {
  /** The configuration file that is in use; null for none. */
  configPath: string | null;
  /** `file`: <logs>/<part>.out. `inherit`: what this process writes to. */
  output: 'file' | 'inherit';
}

const largestOutputBytes = 1024 ** 2;

/** Starts a part of Planeguard as a process of its own, on the same state directory and configuration. */
export async function startPart(context: CliContext, part: Part, options: PartOptions): Promise<Daemon> {
  const { layout } = context;
  const main = join(import.meta.dirname, '../main.mjs');
  const config = options.configPath === null ? [] : ['--config', options.configPath];
  const args = [
    '--disable-warning=ExperimentalWarning',
    main,
    ...part.split(' '),
    '--state-dir',
    layout.root,
    ...config,
  ];
  const start = (output: number | 'inherit') =>
    startDaemon(process.execPath, args, { cwd: context.cwd, env: processVariables(), output });
  makePrivateFolder(layout.logs);
  // What `up` and its parts write to: who cannot start says so again and again.
  cutShared(outputFile(layout.logs, 'up'), largestOutputBytes);
  if (options.output === 'inherit') return start('inherit');
  const file = openSync(outputFile(layout.logs, part), 'a', 0o600);
  try {
    return await start(file);
  } finally {
    closeSync(file);
  }
}

/** Where a part's output goes when nobody watches it. */
export const outputFile = (logs: string, part: Part): string => join(logs, `${part.replace(' ', '-')}.out`);
