import { Option } from 'commander';
import { keptByOption } from '../daemon/kept-by-option.ts';
import type { Keeper } from '../daemon/process-record.ts';
import type { DefineCommand } from '../define-command.ts';
import { positiveInteger } from '../positive-integer.ts';
import type { DrainOptions } from './worker-drain.ts';
import type { EnrollOptions } from './worker-enroll.ts';
import type { WorkerLogsOptions } from './worker-logs.ts';
import type { StopOptions } from './worker-stop.ts';

export const defineWorker: DefineCommand = (command, perform) => {
  command
    .command('start')
    .description('keep the worker running in the background; does nothing where it is kept running already')
    .addHelpText('after', '\nExample:\n  planeguard worker start')
    .action(() => perform(async (context) => (await import('./worker-start.ts')).startWorkerDaemon(context)));
  command
    .command('stop')
    .description('stop its sessions with proof, then end it; does nothing where none runs')
    .addOption(
      new Option('--keep-sessions', 'leave agents running; says until when their leases last').conflicts(
        'drain',
      ),
    )
    .option('--drain', 'let its sessions finish first')
    .addHelpText('after', '\nExample:\n  planeguard worker stop --keep-sessions')
    .action((options: StopOptions) =>
      perform(async (context) => (await import('./worker-stop.ts')).stopWorker(context, options)),
    );
  command
    .command('restart')
    .description('replace it by a new process, with its present program and configuration; sessions go on')
    .addHelpText('after', '\nExample:\n  planeguard worker restart')
    .action(() => perform(async (context) => (await import('./worker-restart.ts')).restartWorker(context)));
  command
    .command('status')
    .description('exit 0 healthy, 1 sick, 3 not running')
    .addHelpText('after', '\nExample:\n  planeguard worker status --json')
    .action(() => perform(async (context) => (await import('./worker-status.ts')).showWorkerStatus(context)));
  command
    .command('logs')
    .description('what the worker, and what keeps it running, have logged')
    .option('--follow', 'go on until Ctrl-C')
    .option('--lines <number>', 'how many of the last lines (default: 100)', positiveInteger)
    .addHelpText('after', '\nExample:\n  planeguard worker logs --follow')
    .action((options: WorkerLogsOptions) =>
      perform(async (context) => (await import('./worker-logs.ts')).showWorkerLogs(context, options)),
    );
  command
    .command('run')
    .description(
      'run the worker of this machine in the foreground; SIGTERM keeps its sessions, Ctrl-C stops them',
    )
    .addOption(keptByOption())
    .addHelpText('after', '\nExample:\n  planeguard worker run')
    .action(({ keptBy }: { keptBy: Keeper }) =>
      perform(async (context) => (await import('./worker-run.ts')).runWorker(context, keptBy)),
    );
  command
    .command('supervise')
    .description('what worker start runs in the background: start the worker again whenever it ends or hangs')
    .addHelpText('after', '\nExample:\n  planeguard worker supervise')
    .action(() =>
      perform(async (context) => (await import('../daemon/supervise-worker.ts')).superviseWorker(context)),
    );
  command
    .command('drain')
    .description('claim nothing more, also after a restart; sessions finish')
    .option('--wait', 'return when no session is left')
    .option('--off', 'claim again')
    .addHelpText('after', '\nExample:\n  planeguard worker drain --wait')
    .action((options: DrainOptions) =>
      perform(async (context) => (await import('./worker-drain.ts')).drainWorker(context, options)),
    );
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
