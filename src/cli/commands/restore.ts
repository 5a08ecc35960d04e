import { resolve } from 'node:path';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { restoreBackup } from '../state/restore-backup.ts';

export const defineRestore: DefineCommand = (command, perform) => {
  command
    .argument('<file>', 'as planeguard backup has written it')
    .addHelpText(
      'after',
      '\nOnly when nothing runs; sessions may.\nExample:\n  planeguard down --keep-sessions\n  planeguard restore ~/planeguard-monday.db\n  planeguard up --detach',
    )
    .action((file: string) => perform((context) => restore(context, resolve(context.cwd, file))));
};

async function restore(context: CliContext, file: string): Promise<number> {
  const { output } = context;
  const { config } = await context.loadConfig();
  const restored = await restoreBackup(context, file);
  if (output.json) {
    output.value({ file, ...restored });
    return 0;
  }
  const { generation, holds, replaced } = restored;
  output.line(`Restored from ${file}: generation ${generation}.`);
  if (replaced !== null) output.line(`What was there before is kept: ${replaced}`);
  const { stopAfterMs, marginMs } = config.lease;
  const waitMinutes = Math.ceil((stopAfterMs + marginMs) / 60_000);
  if (holds) {
    output.line(
      `Attempts may run that the backup does not know. Requests of the backup are granted ${waitMinutes} minutes after the next start, when these are over for certain; new ones at once.`,
    );
  }
  output.line('Start again: planeguard up --detach');
  return 0;
}
