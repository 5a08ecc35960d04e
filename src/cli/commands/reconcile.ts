import type { DefineCommand } from '../define-command.ts';

export const defineReconcile: DefineCommand = (command, perform) => {
  command
    .option('--dry-run', 'only say what it would do')
    .addHelpText('after', '\nExamples:\n  planeguard reconcile --dry-run\n  planeguard reconcile')
    .action(({ dryRun = false }: { dryRun?: boolean }) =>
      perform(async (context) =>
        (await import('../reconcile/reconcile-now.ts')).reconcileNow(context, dryRun),
      ),
    );
};
