import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineConfig: DefineCommand = (command, perform) => {
  command
    .command('check')
    .description('every problem with its line; exit 78 when there is one')
    .addHelpText('after', '\nExample:\n  planeguard config check --config ./planeguard.yaml')
    .action(() => perform(check));
  command
    .command('print')
    .description(
      'the configuration that holds, as a file would say it; the values of agents.*.env are masked',
    )
    .addHelpText('after', '\nExample:\n  planeguard config print --json')
    .action(() => perform(print));
};

async function check(context: CliContext): Promise<number> {
  const { path } = await context.loadConfig();
  if (context.output.json) context.output.value({ valid: true, path });
  else context.output.line(path === null ? 'No configuration file: the defaults hold.' : `${path} is valid.`);
  return 0;
}

async function print(context: CliContext): Promise<number> {
  const printed = (await context.loadConfig()).printed();
  if (context.output.json) {
    context.output.value(printed);
    return 0;
  }
  const { stringify } = await import('yaml');
  // As it is, whatever commands its hooks name.
  process.stdout.write(stringify(printed));
  return 0;
}
