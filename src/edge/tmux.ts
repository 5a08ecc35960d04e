import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { pasteable } from '../core/paste.ts';
import { ProblemError } from '../protocol/problem.ts';
import type { Clock } from './clock.ts';
import { type RunResult, run } from './exec.ts';
import { hasCode } from './files.ts';

/** The private tmux server of one session. */
export interface TmuxServer {
  socket: string;
  /** Opaque (core/ids.tmuxName): tmux runs `#(command)` in names, and prefix-matches them without `=`. */
  name: string;
  /** The environment that tmux clients run in; at the start it becomes the session's. */
  env: Readonly<Record<string, string>>;
}

export interface TmuxStart {
  /** Goes before tmux's own argv: joins the containment. */
  prefix: readonly string[];
  argv: readonly string[];
  cwd: string;
  /** A shell command that gets everything the pane prints. tmux expands `#` in it. */
  transcriptCommand: string;
}

/** A server that is stopped accepts connections and says nothing. */
const answerWithinMs = 2_000;

/** Starts the server with its one session, or finds it running. Throws a ProblemError when tmux refuses. */
export async function startTmux(server: TmuxServer, start: TmuxStart): Promise<void> {
  const [program = 'tmux', ...args] = [...start.prefix, ...tmuxArgv(server, startCommands(server, start))];
  const options = { env: server.env, cwd: start.cwd, timeoutMs: 20_000 };
  const result = await run(program, args, options);
  // tmux 3.3a exits with 0 also when it could not make its socket.
  const runs = result.failure === 'none' ? await probeSocket(server.socket) : await probeTmux(server);
  if (runs === 'dead' || result.failure === 'timed_out') throw refused(server, start, result);
}

/** The window has no status line: it would show pane titles, in which tmux runs `#(command)`. */
function startCommands(server: TmuxServer, start: TmuxStart): string[] {
  return [
    'start-server',
    ...[';', 'set-option', '-g', 'history-limit', '20000'],
    ...[';', 'set-option', '-g', 'status', 'off'],
    ...[';', 'new-session', '-d', '-s', server.name, '-n', 'agent', '-x', '200', '-y', '50'],
    ...start.argv.map(asWord),
    ...[';', 'pipe-pane', '-t', pane(server), start.transcriptCommand],
  ];
}

/** A `;` that ends an argument would end the command. */
const asWord = (word: string): string => word.replace(/;$/, '\\;');

const refused = (server: TmuxServer, start: TmuxStart, result: RunResult): ProblemError =>
  new ProblemError(
    'misconfigured',
    `The session ${server.name} cannot be started: ${whyRefused(start, result)}.`,
  );

/** A program that is not found looks like a folder that is not; 127 comes from the shell that joins the cell. */
function whyRefused(start: TmuxStart, result: RunResult): string {
  if (!existsSync(start.cwd)) return `its folder ${start.cwd} is missing`;
  if (result.failure === 'not_found' || result.exitCode === 127)
    return 'tmux is not installed or not on the PATH; install tmux 3.2 or newer';
  return `tmux ended with ${result.exitCode ?? result.failure}: ${result.stderr.trim() || 'it gave no reason'}`;
}

/** `=` is an exact match; without it `pg-1` is also `pg-10`. */
const session = (server: TmuxServer): string => `=${server.name}`;
const pane = (server: TmuxServer): string => `=${server.name}:`;

const tmuxArgv = (server: TmuxServer, commands: readonly string[]): string[] => [
  ...['tmux', '-S', server.socket, '-f', '/dev/null'],
  ...commands,
];

/** For a client on a terminal. Probe first: attaching to a dead socket would start a stray server. */
export const attachArgv = (server: TmuxServer): string[] =>
  tmuxArgv(server, ['attach-session', '-t', session(server)]);

/** Whether the session's server answers. A failed question is `unknown`, never `dead`. */
export async function probeTmux(server: TmuxServer): Promise<'alive' | 'dead' | 'unknown'> {
  const listening = await probeSocket(server.socket);
  if (listening !== 'listening') return listening;
  const result = await tmux(server, ['list-sessions', '-F', '#{session_name}']);
  if (result.failure === 'none') return result.stdout.split('\n').includes(server.name) ? 'alive' : 'dead';
  return (await probeSocket(server.socket)) === 'dead' ? 'dead' : 'unknown';
}

/** ENOENT and ECONNREFUSED are the kernel's word that nobody listens. */
function probeSocket(path: string): Promise<'listening' | 'dead' | 'unknown'> {
  const { promise, resolve } = Promise.withResolvers<'listening' | 'dead' | 'unknown'>();
  const socket = connect(path);
  socket.once('connect', () => resolve('listening'));
  socket.once('error', (error) =>
    resolve(hasCode(error, 'ENOENT') || hasCode(error, 'ECONNREFUSED') ? 'dead' : 'unknown'),
  );
  return promise.finally(() => socket.destroy());
}

/** Ends the server and, with HUP, what is in its pane. Whether it answered. */
export async function killTmuxServer(server: TmuxServer): Promise<boolean> {
  return (await tmux(server, ['kill-server'])).failure === 'none';
}

/** Takes no more typing. Whether tmux answered. */
export async function closeInput(server: TmuxServer): Promise<boolean> {
  return (await tmux(server, ['select-pane', '-d', '-t', pane(server)])).failure === 'none';
}

/**
 * Ends the transcript after what the pane has printed until now; its writer then ends by itself.
 * One question takes tmux several rounds of its loop, and each round moves what was printed.
 */
export async function flushTranscript(server: TmuxServer): Promise<boolean> {
  return (await tmux(server, ['pipe-pane', '-t', pane(server)])).failure === 'none';
}

/** Claude Code swallows an Enter that comes right after a paste, Codex one in the same command. */
const settleBeforeEnterMs = 600;

export interface Paste extends TmuxServer {
  text: string;
  clock: Clock;
}

/** `not_sent`: nothing was typed. `unconfirmed`: something was, and tmux did not confirm the rest. */
export type PasteResult = 'sent' | 'not_sent' | 'unconfirmed';

/** Types a text and Enter into the agent's terminal, below a fixed header line and without control bytes. */
export const pasteText = (paste: Paste): Promise<PasteResult> =>
  typeText({ ...paste, text: pasteable(paste.text) });

/** Types exactly this text, and Enter: for the agent's own commands (`/quit`), never for anybody's words. */
export async function typeText(paste: Paste): Promise<PasteResult> {
  const load = ['load-buffer', '-b', paste.name, '-'];
  if ((await tmux(paste, load, paste.text)).failure !== 'none') return 'not_sent';
  const pasted = await tmux(paste, ['paste-buffer', '-p', '-d', '-b', paste.name, '-t', pane(paste)]);
  // A refusal typed nothing; a silence may have.
  if (pasted.failure !== 'none') return pasted.failure === 'exit' ? 'not_sent' : 'unconfirmed';
  await paste.clock.sleep(settleBeforeEnterMs);
  // In copy mode, which a person who scrolls is in, Enter would only leave that mode.
  const enter = ['copy-mode', '-q', '-t', pane(paste), ';', 'send-keys', '-t', pane(paste), 'Enter'];
  const entered = await tmux(paste, enter);
  return entered.failure === 'none' ? 'sent' : 'unconfirmed';
}

/** What the agent's terminal shows now, as text; null when tmux does not answer. 7 ms. */
export async function captureScreen(server: TmuxServer): Promise<string | null> {
  const result = await tmux(server, ['capture-pane', '-p', '-t', pane(server)]);
  return result.failure === 'none' ? result.stdout : null;
}

export type ClientActivity =
  | { kind: 'known'; attached: number; lastInputAtMs: number | null }
  | { kind: 'unknown' };

/** Who is attached, and when one of them last typed (wall clock, one-second grain; null when nobody is). */
export async function clientActivity(server: TmuxServer): Promise<ClientActivity> {
  const result = await tmux(server, ['list-clients', '-t', session(server), '-F', '#{client_activity}']);
  if (result.failure !== 'none') return { kind: 'unknown' };
  const times = result.stdout
    .split('\n')
    .filter((line) => /^\d+$/.test(line))
    .map(Number);
  const lastInputAtMs = times.length === 0 ? null : Math.max(...times) * 1_000;
  return { kind: 'known', attached: times.length, lastInputAtMs };
}

const tmux = (server: TmuxServer, commands: readonly string[], input?: string): Promise<RunResult> => {
  const [program = 'tmux', ...args] = tmuxArgv(server, commands);
  // At TERM a client first asks its server for leave: one that hangs never gives it.
  const options = { env: server.env, cwd: '/', timeoutMs: answerWithinMs, timeoutSignal: 'SIGKILL' as const };
  return run(program, args, input === undefined ? options : { ...options, input });
};
