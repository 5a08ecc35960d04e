import { randomUUID } from 'node:crypto';
import type { NewRequest } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { connectTo } from '../instance/connect-to.ts';
import { type FoundControlPlane, findControlPlane } from '../instance/find-control-plane.ts';
import { inUse, nobodyAnswers } from '../instance/with-instance.ts';
import { lastLine } from '../output/last-line.ts';
import { newRequest } from '../run/new-request.ts';
import type { RequestOptions } from '../run/request-options.ts';
import { waitAsClient } from '../run/wait-as-client.ts';

type RunOptions = RequestOptions & { wait?: true };

export const defineRun: DefineCommand = (command, perform) => {
  command
    .requiredOption('--repo <repository>', 'a path, a URL, or OWNER/NAME')
    .option('--prompt <text>', 'what is to be done')
    .option('--prompt-file <file>', 'the same from a UTF-8 file; - reads standard input')
    .option('--issue <number>', 'the issue that this is about')
    .option('--title <title>', 'one line for lists (default: the beginning of the prompt)')
    .option('--agent <name>', 'the agent, or the path of a program that takes a prompt file')
    .option('--wait', 'wait for the end; runs everything itself when no control plane runs')
    .addHelpText(
      'after',
      '\nExamples:\n  planeguard run --repo . --prompt "Fix the failing test" --wait\n  planeguard run --repo ~/code/app --agent ./agent.sh --prompt-file task.md',
    )
    .action((options: RunOptions) => perform((context) => run(context, options)));
};

async function run(context: CliContext, options: RunOptions): Promise<number> {
  const loaded = await context.loadConfig();
  const request = await newRequest(context, loaded.config, options);
  const found = await findControlPlane(context.layout, context.clock);
  if (found && !found.embedded) return runThere(context, found, request, options);
  if (found) throw inUse(context);
  if (!options.wait) throw nobodyAnswers(context, ', or add --wait to run it here and now.');
  const { runEmbedded } = await import('../run/run-embedded.ts');
  return runEmbedded(context, loaded.config, request);
}

async function runThere(
  context: CliContext,
  found: FoundControlPlane,
  request: NewRequest,
  options: RunOptions,
): Promise<number> {
  const client = connectTo(found.url, context);
  const queued = await client.createRequest(request, randomUUID());
  if (options.wait) return waitAsClient(context, client, queued.id);
  if (context.output.json) context.output.value(queued);
  else context.output.line(lastLine(queued));
  return 0;
}
