import { heldStates } from '../../core/request.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { changeRequest } from '../instance/change-request.ts';

export const defineCancel: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard cancel r4k2m8xq1')
    .action((id: string) => perform((context) => cancel(context, id)));
};

/** A session that runs is stopped by its worker, which takes at most its grace and the proof. */
async function cancel(context: CliContext, id: string): Promise<number> {
  return changeRequest(context, id, async (client) => {
    const request = await client.cancelRequest(id);
    const held = heldStates.some((state) => state === request.state);
    if (held) context.output.note('Its worker stops the session now, with proof.');
    return request;
  });
}
