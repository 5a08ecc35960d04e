import type { DefineCommand } from '../define-command.ts';
import { changeRequest } from '../instance/change-request.ts';

export const defineCancel: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard cancel r4k2m8xq1')
    .action((id: string) =>
      perform((context) => changeRequest(context, id, (client) => client.cancelRequest(id))),
    );
};
