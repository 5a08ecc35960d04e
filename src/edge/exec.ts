import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from './clock.ts';

export interface RunOptions {
  cwd?: string;
  /** The whole environment of the program; nothing is added. */
  env: Readonly<Record<string, string>>;
  input?: string | Uint8Array;
  /** Output as bytes, one character each: names of files need not be UTF-8. */
  bytes?: boolean;
  timeoutMs: number;
  /** What ends it after `timeoutMs`. Default SIGTERM, and SIGKILL 5 s later. */
  timeoutSignal?: 'SIGKILL';
  signal?: AbortSignal;
  /** Ends what it has started with it: it gets a process group of its own. */
  withDescendants?: boolean;
}

/** How a program ended. A failure is a value here, never an exception. */
export interface RunResult {
  /** Null when it was ended by a signal or never started. */
  exitCode: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  failure: 'none' | 'exit' | 'signal' | 'timed_out' | 'not_found' | 'not_started';
}

/** Runs a program to its end and collects its output (64 MiB at most). No shell is involved. */
export async function run(program: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const { execa } = await loadExeca();
  const subprocess = execa(program, args, {
    env: options.env,
    extendEnv: false,
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    ...(options.input === undefined ? {} : { input: options.input }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
    timeout: options.timeoutMs,
    killSignal: options.timeoutSignal ?? 'SIGTERM',
    killDescendants: options.withDescendants ?? false,
    reject: false,
    stripFinalNewline: false,
    encoding: options.bytes ? 'latin1' : 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const over = new AbortController();
  const child = subprocess.nodeChildProcess;
  child.once('exit', () => void closeOutputLater(child, over.signal));
  const result = await subprocess;
  over.abort();
  return {
    exitCode: result.exitCode ?? null,
    signal: result.signal ?? null,
    stdout: result.stdout ?? '',
    stderr: result.stderr ?? '',
    failure: failureOf(result),
  };
}

/** 150 modules, 60 ms of a start: many commands, and the control plane, never run a program. */
const loadExeca = () => import('execa');

/** A program has half a second after its exit for the rest of its output, and this process as many turns to read it. */
const outputAfterExitMs = 100;
const turnsAfterExit = 5;

/**
 * Others may hold its output open: a daemon that it left, or a tmux server that hangs and was sent the client's own
 * descriptors. Then its exit is the end of it.
 */
async function closeOutputLater(child: ChildProcess, over: AbortSignal): Promise<void> {
  for (let turn = 0; turn < turnsAfterExit && !over.aborted; turn++) {
    await systemClock.sleep(outputAfterExitMs, over);
    // After a process had no processor for long, its timers come before what waits to be read.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (over.aborted) return;
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function failureOf(result: {
  failed: boolean;
  timedOut: boolean;
  exitCode?: number | undefined;
  signal?: string | undefined;
  code?: string | undefined;
}): RunResult['failure'] {
  if (!result.failed) return 'none';
  if (result.timedOut) return 'timed_out';
  if (result.code === 'ENOENT') return 'not_found';
  if (result.signal !== undefined) return 'signal';
  return result.exitCode === undefined ? 'not_started' : 'exit';
}

export interface DetachedOptions {
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Appends the program's output here; without it output goes nowhere. */
  logFd?: number;
  /** Called when it ends, as long as this process lives. */
  onEnd?: () => void;
}

/** Starts a program in a session of its own that outlives this process. Returns its pid. */
export async function startDetached(
  program: string,
  args: readonly string[],
  options: DetachedOptions,
): Promise<number> {
  const output = options.logFd ?? 'ignore';
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  if (options.onEnd) child.once('exit', options.onEnd);
  await once(child, 'spawn');
  child.unref();
  if (child.pid === undefined) throw new Error(`${program} started without a pid`);
  return child.pid;
}

export interface DaemonOptions {
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Where its output goes: a file, or the streams of this process. */
  output: number | 'inherit';
}

/** A program in a session of its own, whose end this process hears of. */
export interface Daemon {
  pid: number;
  /** The exit code; null when a signal ended it. */
  ended: Promise<number | null>;
  /** Ends the hearing: this process may leave, and the program goes on. */
  leaveAlone(): void;
  /** The last line that it wrote, where its output is kept. */
  lastWords?(): string | null;
}

/** Starts a program out of reach of this terminal's Ctrl-C. */
export async function startDaemon(
  program: string,
  args: readonly string[],
  options: DaemonOptions,
): Promise<Daemon> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', options.output, options.output],
  });
  const ended = once(child, 'exit').then(([exitCode]: (number | null)[]) => exitCode ?? null);
  await once(child, 'spawn');
  if (child.pid === undefined) throw new Error(`${program} started without a pid`);
  return { pid: child.pid, ended, leaveAlone: () => child.unref() };
}

/** Runs a program on this process's own terminal and waits for it (attach). Returns its exit code. */
export async function runOnTerminal(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const { execa } = await loadExeca();
  const result = await execa(program, args, { env, extendEnv: false, stdio: 'inherit', reject: false });
  return result.exitCode ?? 1;
}

/** Runs a short program to its end and blocks meanwhile; its output, or null when it failed. Only for facts. */
export function readSync(
  program: string,
  args: readonly string[],
  env: Record<string, string>,
): string | null {
  const result = spawnSync(program, args, { env, encoding: 'utf8', timeout: 2_000 });
  return result.status === 0 ? result.stdout.replace(/\n$/, '') : null;
}
