import { Option } from 'commander';
import { parseDuration } from '../../config/duration.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { longestEnrolmentMs, type Token, tokenKinds } from '../../protocol/token.ts';
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
    .option('--expires <duration>', 'how long an enrolment token can be used', '1h')
    .addHelpText('after', '\nExample:\n  planeguard token create --kind enrolment > enrolment.token')
    .action((options: CreateOptions) => perform((context) => create(context, options)));
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

interface CreateOptions {
  kind: Token['kind'];
  expires: string;
}

async function create(context: CliContext, { kind, expires }: CreateOptions): Promise<number> {
  const { output } = context;
  const wanted = kind === 'enrolment' ? { kind, expiresInMs: enrolmentMs(expires) } : { kind };
  const made = await withControlPlaneOrDirectory(context, (client) => client.createToken(wanted));
  if (output.json) output.value(made);
  else output.line(made.token);
  output.note(madeNote(made, expires));
  return 0;
}

function enrolmentMs(expires: string): number {
  const ms = parseDuration(expires);
  if (ms !== null && ms >= 1_000 && ms <= longestEnrolmentMs) return ms;
  throw new ProblemError('usage', `--expires ${expires} must be a duration from 1s to 7d, such as 1h.`);
}

const madeNote = ({ id, kind }: Token, expires: string): string =>
  kind === 'enrolment'
    ? `Token ${id}: one worker can enrol with it within ${expires}. It is not shown again.`
    : `Token ${id} for ${kind}s. It is not shown again.`;

async function list(context: CliContext): Promise<number> {
  const { output, clock } = context;
  const found = await withControlPlaneOrDirectory(context, (client) => client.listTokens());
  if (output.json) {
    output.value(found);
    return 0;
  }
  const rows = found.items.map(({ id, kind, createdAt, revokedAt, expiresAt, workerId }) => [
    id,
    kind,
    age(createdAt, clock.nowMs()),
    workerId ?? '',
    validity({ revokedAt, expiresAt }, clock.nowMs()),
  ]);
  for (const line of table(['ID', 'KIND', 'AGE', 'WORKER', ''], rows)) output.line(line);
  return 0;
}

interface Validity {
  revokedAt: string | null;
  expiresAt: string | null;
}

function validity({ revokedAt, expiresAt }: Validity, nowMs: number): string {
  if (revokedAt !== null) return `revoked ${ago(revokedAt, nowMs)}`;
  if (expiresAt === null) return '';
  return Date.parse(expiresAt) <= nowMs ? `expired ${ago(expiresAt, nowMs)}` : `expires ${expiresAt}`;
}

async function revoke(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const revoked = await withControlPlaneOrDirectory(context, (client) => client.revokeToken(id));
  if (output.json) output.value(revoked);
  else output.line(`${revoked.id} is no longer accepted.`);
  return 0;
}
