import type { DefineCommand } from '../define-command.ts';
import { positiveInteger } from '../positive-integer.ts';
import type { ListOptions } from './webhook-list.ts';
import type { ReplayOptions } from './webhook-replay.ts';

export const defineWebhook: DefineCommand = (command, perform) => {
  command
    .command('list')
    .description('what webhooks have told of lately, what became of it, and why')
    .option('--limit <number>', 'how many at most', positiveInteger, 50)
    .option('--cursor <cursor>', 'go on after an earlier list')
    .addHelpText('after', '\nExample:\n  planeguard webhook list --limit 10')
    .action((options: ListOptions) =>
      perform(async (context) => (await import('./webhook-list.ts')).listDeliveries(context, options)),
    );
  command
    .command('replay')
    .description('sign a stored payload with the configured secret, and send it to the control plane')
    .argument('<file>', 'the JSON body of a delivery, or {event, delivery, payload}; - is standard input')
    .option('--event <event>', 'the header X-GitHub-Event, such as issues')
    .option('--delivery <id>', 'the header X-GitHub-Delivery; a new one if absent, so that it is looked into')
    .addHelpText('after', '\nExample:\n  planeguard webhook replay payload.json --event issues')
    .action((file: string, options: ReplayOptions) =>
      perform(async (context) => (await import('./webhook-replay.ts')).replay(context, file, options)),
    );
};
