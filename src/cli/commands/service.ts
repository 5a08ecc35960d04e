import { Option } from 'commander';
import { type ServicePart, serviceParts } from '../../core/service/service-plan.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineService: DefineCommand = (command, perform) => {
  command
    .command('install')
    .description('have launchd or systemd keep Planeguard running after login')
    .addOption(
      new Option('--part <part>', 'what to keep running; worker for one that is enrolled, else up').choices(
        serviceParts,
      ),
    )
    .addHelpText(
      'after',
      '\nRun it in a terminal where your agents work: their PATH is taken over.\nExample:\n  planeguard service install',
    )
    .action(({ part }: { part?: ServicePart }) =>
      perform(async (context) => {
        const { installService } = await import('../service/install-service.ts');
        return installService(context, part ?? null);
      }),
    );
  command
    .command('uninstall')
    .description('end it and take it away; sessions go on')
    .addHelpText('after', '\nExample:\n  planeguard service uninstall')
    .action(() =>
      perform(async (context) => (await import('../service/uninstall-service.ts')).uninstallService(context)),
    );
  command
    .command('status')
    .description('exit 0 running as installed, 1 not, 3 none is installed')
    .addHelpText('after', '\nExample:\n  planeguard service status --json')
    .action(() =>
      perform(async (context) => (await import('../service/show-service.ts')).showService(context)),
    );
};
