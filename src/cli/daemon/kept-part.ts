import type { Daemon } from '../../edge/exec.ts';
import type { CliContext } from '../context.ts';
import { type DaemonName, type EndOptions, endDaemon } from './end-daemons.ts';
import { KeepRunning } from './keep-running.ts';
import { openDaemonLog } from './open-daemon-log.ts';
import { type Keeper, liveProcess } from './process-record.ts';
import { startPart } from './start-part.ts';
import { untilRecorded } from './until-recorded.ts';
import { watchWorker } from './watch-worker.ts';
import { forgetRestarts, tellRestart } from './worker-restarts.ts';

/** A part that is started again whenever it ends, and a worker also when it hangs. */
export interface KeptPart {
  kind: 'started';
  name: DaemonName;
  keeper: KeepRunning;
}

export interface KeepOptions {
  keptBy: Keeper;
  /** The configuration file that is in use; null for none. */
  configPath: string | null;
  output: 'file' | 'inherit';
  /** That of this process if absent. */
  env?: Record<string, string>;
  /** False once the state directory is gone: in a new one there is nothing to keep. */
  isInPlace: () => boolean;
}

/** Starts a part and keeps it running. One that cannot start the first time has said why, and is not kept. */
export async function startKept(
  context: CliContext,
  part: 'serve' | 'worker run',
  options: KeepOptions,
): Promise<KeptPart | { kind: 'ended'; exitCode: number }> {
  const start = (): Promise<Daemon> => startPart(context, part, options);
  const daemon = await start();
  const { serveRecord, workerRecord } = context.layout;
  const started = await untilRecorded(context, part === 'serve' ? serveRecord : workerRecord, daemon);
  if (started.kind === 'ended') return started;
  return part === 'serve'
    ? {
        kind: 'started',
        name: 'control plane',
        keeper: keepControlPlane(context, { start, daemon, options }),
      }
    : keepWorker(context, { start, daemon, options });
}

export interface RunningPart {
  start: () => Promise<Daemon>;
  daemon: Daemon;
  options: KeepOptions;
}

/** Keeps a worker that runs already. */
export async function keepWorker(
  context: CliContext,
  { start, daemon, options }: RunningPart,
): Promise<KeptPart> {
  const { layout, clock } = context;
  const { config } = await context.loadConfig();
  const log = openDaemonLog(layout, config, 'supervisor');
  const say = (sentence: string) => {
    log.warn({}, sentence);
    context.output.note(sentence);
  };
  log.info({ worker: daemon.pid }, 'the worker is kept running');
  forgetRestarts(layout);
  const keeper = new KeepRunning(
    {
      name: 'worker',
      start,
      clock,
      say,
      watch: (each, signal) =>
        watchWorker(each, { layout, clock, hungAfterMs: config.worker.hungAfterMs, say }, signal),
      mayStart: options.isInPlace,
      onEnd: (end) => tellRestart(layout, clock, end),
    },
    daemon,
  );
  return { kind: 'started', name: 'worker', keeper };
}

function keepControlPlane(
  { clock, output }: CliContext,
  { start, daemon, options }: RunningPart,
): KeepRunning {
  const say = (sentence: string) => output.note(sentence);
  return new KeepRunning({ name: 'control plane', start, clock, say, mayStart: options.isInPlace }, daemon);
}

/** Ends what was kept, in this order. */
export async function endKept(
  context: CliContext,
  parts: readonly KeptPart[],
  options: EndOptions,
): Promise<void> {
  for (const { keeper } of parts) keeper.letGo();
  for (const part of parts) await endPart(context, part, options);
  forgetRestarts(context.layout);
}

const lookEveryMs = 25;

/** A process that has just been made would die of the signal, and leave its sessions: it gets so long to be recorded. */
const recordedWithinMs = 30_000;

/** One that was just being started is ended like any other. */
async function endPart(context: CliContext, { name, keeper }: KeptPart, options: EndOptions): Promise<void> {
  const over = new AbortController();
  void keeper.ended.then(() => over.abort());
  const record = name === 'worker' ? context.layout.workerRecord : context.layout.serveRecord;
  const lateMs = context.clock.bootMs() + recordedWithinMs;
  while (!over.signal.aborted) {
    const process = keeper.process();
    const hears = liveProcess(record)?.pid === process?.pid || context.clock.bootMs() > lateMs;
    if (process !== null && hears) await endDaemon(context, { name, process, options });
    await context.clock.sleep(lookEveryMs, over.signal);
  }
}

/** Beyond the grace of its sessions: proof and the last report. */
const leavesWithinMs = 60_000;

/** Their state directory is gone, and their records with it: each has noticed for itself, and leaves. */
export async function awaitKept(
  { clock }: CliContext,
  parts: readonly KeptPart[],
  graceMs: number,
): Promise<void> {
  for (const { keeper } of parts) keeper.leaveToItself();
  const over = new AbortController();
  const ended = Promise.all(parts.map(({ keeper }) => keeper.ended));
  await Promise.race([ended, clock.sleep(graceMs + leavesWithinMs, over.signal)]);
  over.abort();
}
