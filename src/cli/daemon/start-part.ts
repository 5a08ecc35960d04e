import { closeSync, fstatSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { processVariables } from '../../config/environment.ts';
import { type Daemon, startDaemon } from '../../edge/exec.ts';
import { readEnd } from '../../edge/files.ts';
import { cutShared } from '../../edge/log.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import type { CliContext } from '../context.ts';
import type { Keeper } from './process-record.ts';

export type Part = 'serve' | 'worker run' | 'worker supervise' | 'up';

export interface PartOptions {
  /** The configuration file that is in use; null for none. */
  configPath: string | null;
  /** `file`: <logs>/<part>.out. `inherit`: what this process writes to. */
  output: 'file' | 'inherit';
  /** Who will start it again; nobody if absent. */
  keptBy?: Keeper;
  /** That of this process if absent. */
  env?: Record<string, string>;
}

const largestOutputBytes = 1024 ** 2;

/** Starts a part of Planeguard as a process of its own, on the same state directory and configuration. */
export async function startPart(context: CliContext, part: Part, options: PartOptions): Promise<Daemon> {
  const { layout } = context;
  const main = join(import.meta.dirname, '../main.mjs');
  const config = options.configPath === null ? [] : ['--config', options.configPath];
  const keeper = options.keptBy === undefined ? [] : ['--kept-by', options.keptBy];
  const args = [
    '--disable-warning=ExperimentalWarning',
    main,
    ...part.split(' '),
    '--state-dir',
    layout.root,
    ...config,
    ...keeper,
  ];
  const start = (output: number | 'inherit') =>
    startDaemon(process.execPath, args, { cwd: context.cwd, env: options.env ?? processVariables(), output });
  makePrivateFolder(layout.logs);
  // What `up` and its parts write to: who cannot start says so again and again.
  cutShared(outputFile(layout.logs, 'up'), largestOutputBytes);
  if (options.output === 'inherit') return start('inherit');
  const path = outputFile(layout.logs, part);
  cutShared(path, largestOutputBytes);
  const file = openSync(path, 'a', 0o600);
  const before = fstatSync(file).size;
  try {
    return { ...(await start(file)), lastWords: () => lastWords(path, before) };
  } finally {
    closeSync(file);
  }
}

const longestWords = 500;

/** The last line that was written after so many bytes; null when none was, or it cannot be read. */
function lastWords(path: string, before: number): string | null {
  const written = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) - before;
  if (written <= 0) return null;
  const lines = readEnd(path, Math.min(written, longestWords)).split('\n');
  return lines.findLast((line) => line.trim() !== '')?.trim() ?? null;
}

/** Where a part's output goes when nobody watches it. */
export const outputFile = (logs: string, part: Part): string => join(logs, `${part.replace(' ', '-')}.out`);
