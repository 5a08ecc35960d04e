import { Option } from 'commander';
import { type Token, tokenKinds } from '../../protocol/token.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { withControlPlaneOrDirectory } from '../instance/with-instance.ts';
import { age, ago } from '../output/age.ts';
import { table } from '../output/table.ts';

export const defineToken: DefineCommand = (command, perform) => {
  command
    .command('create')
    .description('make a token; it is shown only now')
    .addOption(new Option('--kind <kind>', 'who it is for').choices(tokenKinds).default('operator'))
    .addHelpText('after', '\nExample:\n  planeguard token create --kind worker')
    .action(({ kind }: { kind: Token['kind'] }) => perform((context) => create(context, kind)));
  command
    .command('list')
    .description('tokens, without their secrets')
    .addHelpText('after', '\nExample:\n  planeguard token list')
    .action(() => perform(list));
  command
    .command('revoke')
    .description('accept a token no longer')
    .argument('<id>', 'as token list shows it')
    .addHelpText('after', '\nExample:\n  planeguard token revoke t4k2m8xq1')
    .action((id: string) => perform((context) => revoke(context, id)));
};

async function create(context: CliContext, kind: Token['kind']): Promise<number> {
  const { output } = context;
  const made = await withControlPlaneOrDirectory(context, (client) => client.createToken(kind));
  if (output.json) output.value(made);
  else output.line(made.token);
  output.note(`Token ${made.id} for ${made.kind}s. It is not shown again.`);
  return 0;
}

async function list(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const found = await withControlPlaneOrDirectory(context, (client) => client.listTokens());
  if (output.json) {
    output.value(found);
    return 0;
  }
  const rows = found.items.map(({ id, kind, createdAt, revokedAt }) => [
    id,
    kind,
    age(createdAt, clock.nowMs()),
    revokedAt === null ? '' : `revoked ${ago(revokedAt, clock.nowMs())}`,
  ]);
  for (const line of table(['ID', 'KIND', 'AGE', ''], rows)) output.line(line);
  return 0;
}

async function revoke(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const revoked = await withControlPlaneOrDirectory(context, (client) => client.revokeToken(id));
  if (output.json) output.value(revoked);
  else output.line(`${revoked.id} is no longer accepted.`);
  return 0;
}
