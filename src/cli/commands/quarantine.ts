import type { DefineCommand } from '../define-command.ts';

export const defineQuarantine: DefineCommand = (command, perform) => {
  command
    .command('list')
    .description('residue that Planeguard does not touch by itself: what, since when, why')
    .addHelpText('after', '\nExample:\n  planeguard quarantine list')
    .action(() =>
      perform(async (context) => (await import('./quarantine-list.ts')).listQuarantined(context)),
    );
  command
    .command('release')
    .description('it is yours: Planeguard forgets it, and leaves it as it is')
    .argument('<id>', 'as quarantine list shows it')
    .addHelpText('after', '\nExample:\n  planeguard quarantine release r4k2m8xq1-1')
    .action((id: string) => perform((context) => decide(context, { id, decision: 'release' })));
  command
    .command('clean')
    .description('end its processes, with proof, and remove what is left')
    .argument('<id>', 'as quarantine list shows it')
    .addHelpText('after', '\nExample:\n  planeguard quarantine clean r4k2m8xq1-1')
    .action((id: string) => perform((context) => decide(context, { id, decision: 'clean' })));
};

const decide = async (
  ...args: Parameters<typeof import('./quarantine-decide.ts').decideQuarantined>
): Promise<number> => (await import('./quarantine-decide.ts')).decideQuarantined(...args);
