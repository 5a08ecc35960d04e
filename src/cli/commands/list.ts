import { Option } from 'commander';
import { type RequestState, requestStates } from '../../core/request.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { withInstance } from '../instance/with-instance.ts';
import { requestTable } from '../output/request-table.ts';
import { positiveInteger } from '../positive-integer.ts';

interface ListOptions {
  state?: RequestState;
  repo?: string;
  limit: number;
  cursor?: string;
}

export const defineList: DefineCommand = (command, perform) => {
  command
    .addOption(new Option('--state <state>', 'only requests in this state').choices(requestStates))
    .option('--repo <repository>', 'only requests of this repository')
    .option('--limit <number>', 'how many at most', positiveInteger, 50)
    .option('--cursor <cursor>', 'go on after an earlier list')
    .addHelpText('after', '\nExample:\n  planeguard list --state blocked')
    .action((options: ListOptions) => perform((context) => list(context, options)));
};

async function list(context: CliContext, options: ListOptions): Promise<number> {
  const { output } = context;
  const filter = { state: options.state, cursor: options.cursor, limit: options.limit };
  const repository = options.repo === undefined ? undefined : await repositoryName(context, options.repo);
  const page = await withInstance(context, (client) => client.listRequests({ ...filter, repository }));
  const found = page ?? { items: [], nextCursor: null };
  if (output.json) output.value(found);
  else if (found.items.length === 0)
    output.note('No requests. Queue one: planeguard run --repo PATH --prompt TEXT');
  else for (const line of requestTable(output, found.items, context.clock.nowMs())) output.line(line);
  if (found.nextCursor && !output.json)
    output.note(`There are more: repeat this command with --cursor ${found.nextCursor}`);
  return 0;
}

/** Requests are kept under the name of the configuration, else those of a path under its real path. */
async function repositoryName(context: CliContext, input: string): Promise<string> {
  const { findChosen } = await import('../run/choose-repository.ts');
  const { config } = await context.loadConfig();
  return findChosen(config, input, context.cwd).name;
}
