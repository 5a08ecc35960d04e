import type { DefineCommand } from '../define-command.ts';

export const defineSalvage: DefineCommand = (command, perform) => {
  command
    .command('list')
    .description('work that was not published and whose workspace is gone, or may go')
    .addHelpText('after', '\nExample:\n  planeguard salvage list')
    .action(() =>
      perform(async (context) => (await import('../salvage/list-kept-work.ts')).listKeptWork(context)),
    );
  command
    .command('show')
    .description('files, commits, stashes of one')
    .argument('<id>', 'the request, or its attempt such as r4k2m8xq1-2; without one its newest')
    .addHelpText('after', '\nExample:\n  planeguard salvage show r4k2m8xq1')
    .action((id: string) =>
      perform(async (context) => (await import('../salvage/show-kept-work.ts')).showKeptWork(context, id)),
    );
  command
    .command('restore')
    .description('a clone with everything as it was: branches, files, index, stash')
    .argument('<id>', 'the request, or its attempt')
    .requiredOption('--to <dir>', 'where it goes: missing or empty')
    .addHelpText('after', '\nExample:\n  planeguard salvage restore r4k2m8xq1 --to ./recovered')
    .action((id: string, { to }: { to: string }) =>
      perform(async (context) =>
        (await import('../salvage/restore-kept-work.ts')).restoreKeptWork(context, id, to),
      ),
    );
  command
    .command('drop')
    .description('delete it for good')
    .argument('<id>', 'the request, with the work of all its attempts, or one attempt')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  planeguard salvage drop r4k2m8xq1-2')
    .action((id: string, { yes }: { yes?: true }) =>
      perform(async (context) =>
        (await import('../salvage/drop-kept-work.ts')).dropKeptWork(context, id, yes === true),
      ),
    );
};
