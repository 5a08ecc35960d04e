import type { DefineCommand } from '../define-command.ts';
import type { EnrollOptions } from './worker-enroll.ts';

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
  command
    .command('enroll')
    .description('make this worker one of a control plane on another host')
    .requiredOption('--url <url>', 'of that control plane, such as https://planeguard.example.org')
    .requiredOption(
      '--token-file <file>',
      'with what planeguard token create --kind enrolment has printed there',
    )
    .option('--allow-plain-http', 'send tokens and prompts where others can read them')
    .addHelpText(
      'after',
      '\nExample:\n  planeguard worker enroll --url https://planeguard.example.org --token-file enrolment.token',
    )
    .action((options: EnrollOptions) =>
      perform(async (context) => (await import('./worker-enroll.ts')).enrollWorker(context, options)),
    );
};
