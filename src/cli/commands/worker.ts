import type { DefineCommand } from '../define-command.ts';

export const defineWorker: DefineCommand = (command, perform) => {
  command
    .command('run')
    .description(
      'run the worker of this machine in the foreground; SIGTERM keeps its sessions, Ctrl-C stops them',
    )
    .addHelpText('after', '\nExample:\n  planeguard worker run')
    .action(() => perform(async (context) => (await import('./worker-run.ts')).runWorker(context)));
  command
    .command('status')
    .description('exit 0 healthy, 1 sick, 3 not running')
    .addHelpText('after', '\nExample:\n  planeguard worker status --json')
    .action(() => perform(async (context) => (await import('./worker-status.ts')).showWorkerStatus(context)));
};
