import type { DefineCommand } from '../define-command.ts';

export const defineReclaim: DefineCommand = (command, perform) => {
  command
    .option('--dry-run', 'only list what could go, and why the rest stays')
    .addHelpText('after', '\nExamples:\n  planeguard reclaim --dry-run\n  planeguard reclaim')
    .action(({ dryRun }: { dryRun?: true }) =>
      perform(async (context) => {
        if (dryRun) return (await import('../reclaim/list-holdings.ts')).listHoldings(context);
        return (await import('../reclaim/free-space.ts')).freeSpace(context);
      }),
    );
};
