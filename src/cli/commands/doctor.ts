import type { DefineCommand } from '../define-command.ts';
import type { DoctorOptions } from '../doctor/run-doctor.ts';

export const defineDoctor: DefineCommand = (command, perform) => {
  command
    .option('--fix', 'mend what is safe to mend: permissions, records of dead processes')
    .option('--bundle <file>', 'write what a bug report needs into a new file, without secrets')
    .addHelpText(
      'after',
      '\nExit code: 1 when there is a problem, else 0.\n\nExamples:\n  planeguard doctor\n  planeguard doctor --fix\n  planeguard doctor --bundle planeguard-report.json',
    )
    .action((options: DoctorOptions) =>
      perform(async (context) => (await import('../doctor/run-doctor.ts')).runDoctor(context, options)),
    );
};
