import { dirname } from 'node:path';
import { processVariables } from '../../config/environment.ts';
import { tmuxName } from '../../core/ids.ts';
import { runOnTerminal } from '../../edge/exec.ts';
import { attachArgv, probeTmux, type TmuxServer } from '../../edge/tmux.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { RequestView } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { noRequest, withInstance } from '../instance/with-instance.ts';

export const defineAttach: DefineCommand = (command, perform) => {
  command
    .argument('<id>', 'the request')
    .addHelpText('after', '\nExample:\n  planeguard attach r4k2m8xq1     (leave it with: Ctrl-B D)')
    .action((id: string) => perform((context) => attach(context, id)));
};

async function attach(context: CliContext, id: string): Promise<number> {
  const request = await withInstance(context, (client) => client.showRequest(id));
  if (request === null) throw noRequest(context, id);
  if (process.stdin.isTTY !== true) throw refused('planeguard attach needs a terminal.');
  const server = await liveServer(request);
  const [program = 'tmux', ...args] = attachArgv(server);
  return runOnTerminal(program, args, server.env);
}

/** Attaching to a socket without a server would start a stray one: look first. */
async function liveServer({ id, session }: RequestView): Promise<TmuxServer> {
  if (!session?.tmuxSocket) throw refused(`${id} has no session. See: planeguard show ${id}`);
  const { TMUX: _outer, ...env } = processVariables();
  const server = { socket: session.tmuxSocket, name: tmuxName(session.id), env };
  if ((await probeTmux(server)) === 'alive') return server;
  const where = dirname(session.tmuxSocket);
  throw refused(
    `The session ${session.id} has no live terminal in ${where}: it is over, or runs on another machine.`,
  );
}

const refused = (detail: string): ProblemError => new ProblemError('state_refused', detail);
