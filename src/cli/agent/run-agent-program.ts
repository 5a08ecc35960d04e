import { Command } from 'commander';
import type { Environment } from '../../config/environment.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { AgentCommand } from '../../protocol/spool.ts';
import { wordsOf } from '../command-line.ts';
import { readTextFile } from '../read-text-file.ts';
import { refuseInsideSession } from './agent-commands.ts';
import { askWorker } from './ask-worker.ts';

interface PrOptions {
  title: string;
  bodyFile?: string;
  draft?: true;
}

/** Publishing and a forge's answer take longer than writing something down. */
const publishWithinMs = 30_000;
const answerWithinMs = 5_000;

/** Inside a session: only the agent's own commands. Everything else is refused (exit 4). */
export async function runAgentProgram(argv: string[], environment: Environment): Promise<number> {
  refuseInsideSession(wordsOf(argv));
  const exit = { code: 0 };
  const ask = async (command: AgentCommand, withinMs: number) => {
    exit.code = await askWorker({
      command,
      spool: environment.spool,
      withinMs,
      json: argv.includes('--json'),
    });
  };
  const program = emptyProgram();
  addPullRequest(program, ask);
  addFinish(program, ask);
  addTalk(program, ask);
  await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
  return exit.code;
}

type Ask = (command: AgentCommand, withinMs: number) => Promise<void>;

const emptyProgram = (): Command =>
  new Command('planeguard')
    .description("The commands of this session's agent. Everything else is refused here.")
    .option('--json', 'machine-readable output')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });

function addPullRequest(program: Command, ask: Ask): void {
  program
    .command('pr')
    .description('open the pull request of this work')
    .command('create')
    .description('publish the committed work and open its pull request')
    .requiredOption('--title <title>', 'one line that says what changes')
    .option('--body-file <file>', 'the description, UTF-8; - reads standard input')
    .option('--draft', 'not ready for review yet')
    .addHelpText('after', '\nExample:\n  planeguard pr create --title "Fix the parser" --body-file body.md')
    .action(async ({ title, bodyFile, draft }: PrOptions) => {
      const body = bodyFile === undefined ? '' : readTextFile(bodyFile);
      await ask({ kind: 'pr_create', title, body, draft: draft ?? false }, publishWithinMs);
    });
}

function addFinish(program: Command, ask: Ask): void {
  program
    .command('finish')
    .description('end this work without a pull request')
    .option('--no-change <why>', 'why nothing is to change')
    .addHelpText('after', '\nExample:\n  planeguard finish --no-change "The bug is mended on main already."')
    .action(async ({ change }: { change: string | boolean }) => {
      if (typeof change !== 'string')
        throw new ProblemError('usage', 'Say why: planeguard finish --no-change WHY');
      await ask({ kind: 'finish', why: change }, answerWithinMs);
    });
}

function addTalk(program: Command, ask: Ask): void {
  program
    .command('ask')
    .description('ask the person who wants this work')
    .argument('<question>')
    .addHelpText('after', '\nExample:\n  planeguard ask "Which of the two APIs should stay?"')
    .action(async (question: string) => ask({ kind: 'ask', question }, answerWithinMs));
  program
    .command('progress')
    .description('say what is being done')
    .argument('<text>')
    .addHelpText('after', '\nExample:\n  planeguard progress "Tests pass; writing the documentation."')
    .action(async (text: string) => ask({ kind: 'progress', text }, answerWithinMs));
}
