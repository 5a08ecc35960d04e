import { outsideSession } from '../agent/agent-commands.ts';
import type { DefineCommand } from '../define-command.ts';
import { changeRequest } from '../instance/change-request.ts';

export const definePr: DefineCommand = (command, perform) => {
  command
    .command('list')
    .description('pull requests of all requests')
    .addHelpText('after', '\nExample:\n  planeguard pr list')
    .action(() => perform(async (context) => (await import('./pr-list.ts')).listPullRequests(context)));
  command
    .command('merge')
    .description('merge it: on its remote with your own git, on GitHub by its own rules')
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard pr merge r4k2m8xq1')
    .action((id: string) => perform(async (context) => (await import('./pr-merge.ts')).mergePr(context, id)));
  command
    .command('close')
    .description('close it without a merge')
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard pr close r4k2m8xq1')
    .action((id: string) =>
      perform((context) =>
        changeRequest(context, id, (client) => client.decidePullRequest(id, { state: 'closed' })),
      ),
    );
  command
    .command('comment')
    .description('say something about it: the agent takes the work up again')
    .argument('<id>', 'the request')
    .argument('<text>', 'what is to change')
    .addHelpText('after', '\nExample:\n  planeguard pr comment r4k2m8xq1 "Add a test for the empty list."')
    .action((id: string, text: string) =>
      perform(async (context) => (await import('./pr-comment.ts')).commentPr(context, id, text)),
    );
  command
    .command('create', { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .action(refuseCreate);
};

function refuseCreate(): never {
  throw outsideSession('pr create');
}
