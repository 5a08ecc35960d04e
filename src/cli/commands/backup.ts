import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { hasCode } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { copyDatabase } from '../../store/copy-database.ts';
import { storageProblem } from '../../store/storage-problem.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineBackup: DefineCommand = (command, perform) => {
  command
    .argument('<file>', 'a new file; one that is there is not overwritten')
    .addHelpText('after', '\nExample:\n  planeguard backup ~/planeguard-monday.db')
    .action((file: string) => perform(async (context) => backUp(context, resolve(context.cwd, file))));
};

/** The control plane's database at one moment, whether it runs or not. */
function backUp({ layout, output }: CliContext, file: string): number {
  if (!existsSync(layout.database)) {
    throw new ProblemError(
      'unreachable',
      `There is nothing to back up: no control plane has ever run on ${layout.root}.`,
    );
  }
  try {
    copyDatabase(layout.database, file);
  } catch (error) {
    throw unwritten(file, error) ?? storageProblem(layout.database, error);
  }
  const { size: bytes } = statSync(file);
  if (output.json) output.value({ file, bytes });
  else output.line(`Backed up to ${file} (${bytes} bytes, checked). Restore it: planeguard restore ${file}`);
  return 0;
}

function unwritten(file: string, cause: unknown): ProblemError | null {
  const why = hasCode(cause, 'EEXIST')
    ? 'it is there already'
    : hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')
      ? 'its folder does not exist'
      : null;
  return (
    why &&
    new ProblemError('state_refused', `The backup ${file} is not written: ${why}. Name another file.`, {
      cause,
    })
  );
}
