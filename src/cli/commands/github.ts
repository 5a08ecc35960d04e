import type { DefineCommand } from '../define-command.ts';
import type { SetupOptions } from './github-setup.ts';

export const defineGitHub: DefineCommand = (command, perform) => {
  command
    .command('setup')
    .description("check the token's rights, and make or check the trigger label and the webhook")
    .argument('[repositories...]', 'OWNER/NAME; all of the configuration if absent')
    .option('--url <url>', 'where GitHub reaches the control plane, such as https://HOST: set up webhooks')
    .option('--dry-run', 'tell what would be done, and do nothing')
    .addHelpText(
      'after',
      '\nExit code: 1 when a right is missing or GitHub refuses, 75 when it does not answer.\n\nExamples:\n  planeguard github setup\n  planeguard github setup octo/widgets --url https://planeguard.example.org',
    )
    .action((repositories: string[], options: SetupOptions) =>
      perform(async (context) =>
        (await import('./github-setup.ts')).setUpGitHub(context, repositories, options),
      ),
    );
};
