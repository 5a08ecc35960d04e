import type { DefineCommand } from '../define-command.ts';

export const defineUp: DefineCommand = (command, perform) => {
  command
    .option('--detach', 'go on in the background; returns when everything is ready')
    .addHelpText('after', '\nExamples:\n  planeguard up\n  planeguard up --detach')
    .action(({ detach }: { detach?: true }) =>
      perform(async (context) => {
        if (detach) return (await import('../daemon/up-detached.ts')).upDetached(context);
        return (await import('../daemon/up-here.ts')).upHere(context);
      }),
    );
};
