import { Command } from 'commander';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { ProblemError } from '../protocol/problem.ts';
import { version } from '../protocol/version.ts';
import { refuseOutsideSession } from './agent/agent-commands.ts';
import { globalOptions, wantedCommand, wantsJson } from './command-line.ts';
import { commandTable } from './command-table.ts';
import { openContext, type Perform } from './context.ts';
import { type Hint, hintsFor } from './output/hints-for.ts';
import { quietWithoutReaders } from './output/without-readers.ts';
import { reportError } from './report-error.ts';

/** Runs one command line (without node and the script) and returns its exit code. Never throws. */
export async function runProgram(argv: string[]): Promise<number> {
  quietWithoutReaders((error) => reportError(unwritable(error), wantsJson(argv)));
  try {
    return await dispatch(argv, readEnvironment());
  } catch (error) {
    return reportError(error, wantsJson(argv), hintsOf(argv));
  }
}

const unwritable = (cause: Error): ProblemError =>
  new ProblemError('misconfigured', `The output cannot be written: ${cause.message}.`, { cause });

async function dispatch(argv: string[], environment: Environment): Promise<number> {
  if (environment.insideSession) {
    const { runAgentProgram } = await import('./agent/run-agent-program.ts');
    return runAgentProgram(argv, environment);
  }
  const exit = { code: 0 };
  const program = emptyProgram();
  const perform: Perform = async (work) => {
    exit.code = await work(openContext(program.opts(), environment, hintsOf(argv)));
  };
  refuseOutsideSession(wantedCommand(argv));
  await addCommands(program, wantedCommand(argv), perform);
  await program.parseAsync(argv.length === 0 ? ['--help'] : argv, { from: 'user' });
  return exit.code;
}

const hintsOf = (argv: readonly string[]): Hint =>
  hintsFor(
    argv,
    process.cwd(),
    commandTable.map(({ name }) => name),
  );

function emptyProgram(): Command {
  const program = new Command('planeguard')
    .description('Runs coding agents on queued work, on machines you own, and answers for how each one ends.')
    .version(version, '--version', 'print the version')
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .configureHelp({ showGlobalOptions: true });
  for (const [flags, description] of globalOptions) program.option(flags, description);
  return program.addHelpText('after', '\nTry it, without any account or key:\n  planeguard demo');
}

/** Loads only the command that is asked for: the others are names for the help. */
async function addCommands(program: Command, wanted: string | null, perform: Perform): Promise<void> {
  for (const entry of commandTable) {
    const command = program.command(entry.name).description(entry.summary);
    if (entry.name !== wanted) continue;
    const define = await entry.load();
    define(command, perform);
  }
}
