import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProblemError } from '../../protocol/problem.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';
import { listenForInterrupts } from '../interrupt.ts';
import { positiveInteger } from '../positive-integer.ts';
import { followTranscript } from '../transcript/follow-transcript.ts';
import { transcriptText } from '../transcript/transcript-text.ts';

interface LogsOptions {
  follow?: true;
  raw?: true;
  attempt?: number;
}

export const defineLogs: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .option('--follow', 'go on until the session is over, or Ctrl-C')
    .option('--raw', 'keep escape sequences also where the output is no terminal')
    .option('--attempt <number>', 'an earlier attempt', positiveInteger)
    .addHelpText('after', '\nExample:\n  planeguard logs r4k2m8xq1 --follow')
    .action((id: string, options: LogsOptions) => perform((context) => logs(context, id, options)));
};

async function logs(context: CliContext, id: string, options: LogsOptions): Promise<number> {
  const request = await withInstance(context, (client) => client.showRequest(id));
  if (request === null) throw noRequest(context, id);
  const paths = context.layout.session(sessionOf(request, options.attempt));
  const { transcript: path, earlierTranscript: earlierPath } = paths;
  if (![path, earlierPath].some((each) => existsSync(each))) throw nothingKept(id);
  const interrupt = listenForInterrupts();
  const text = transcriptText(context.output.json ? 'plain' : shownAs(context, options));
  // Also one without an agent, and not before its last hook has been heard.
  const over = () => existsSync(join(paths.guard, 'closed'));
  const follow = { path, earlierPath, over, signal: interrupt.first, clock: context.clock };
  for await (const chunk of followTranscript({ ...follow, once: !options.follow }))
    write(context, text(chunk));
  interrupt.close();
  return 0;
}

const shownAs = ({ output }: CliContext, { raw }: LogsOptions): 'raw' | 'plain' =>
  raw || output.terminal ? 'raw' : 'plain';

function write({ output }: CliContext, text: string): void {
  if (text === '') return;
  if (output.json) output.value({ text });
  else process.stdout.write(text);
}

function sessionOf(request: RequestView, attempt: number | undefined): string {
  if (attempt === undefined && request.session) return request.session.id;
  const number = attempt ?? request.attempt;
  if (number < 1 || number > request.attempt) throw nothingKept(request.id);
  return `${request.id}-${number}`;
}

const nothingKept = (id: string): ProblemError =>
  new ProblemError(
    'not_found',
    `No transcript of ${id} is kept here: it had no session, or on another machine, or retention.logs is over.`,
  );
