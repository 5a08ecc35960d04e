import type { DefineCommand } from '../define-command.ts';
import { changeRequest } from '../instance/change-request.ts';

export const defineRetry: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .option('--fresh', 'start over, without the workspace and conversation of the last attempt')
    .addHelpText('after', '\nExample:\n  planeguard retry r4k2m8xq1 --fresh')
    .action((id: string, { fresh }: { fresh?: true }) =>
      perform((context) => changeRequest(context, id, (client) => client.retryRequest(id, fresh ?? false))),
    );
};
