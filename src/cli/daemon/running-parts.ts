import type { Config } from '../../config/schema.ts';
import type { Daemon } from '../../edge/exec.ts';
import type { CliContext } from '../context.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { type EndOptions, endDaemons } from './end-daemons.ts';
import { KeepRunning } from './keep-running.ts';
import { liveProcess } from './process-record.ts';
import { type Part, startPart } from './start-part.ts';
import { untilRecorded } from './until-recorded.ts';
import { readWorkerStatus } from './worker-status-file.ts';

/** The control plane and the worker that `up` keeps running. */
export interface RunningParts {
  kind: 'running';
  url: string;
  end(how: { keepSessions: boolean }): Promise<void>;
}

/** A part that could not start has said why on stderr. */
export type StartedParts = RunningParts | { kind: 'failed'; exitCode: number };

interface Started {
  kind: 'started';
  keeper: KeepRunning;
}

/** Starts both parts, the control plane first, and restarts them whenever they end. */
export async function startParts(context: CliContext): Promise<StartedParts> {
  const { config, path } = await context.loadConfig();
  const serve = await startKept(context, 'serve', path);
  if (serve.kind === 'ended') return { kind: 'failed', exitCode: serve.exitCode };
  const worker = await startKept(context, 'worker run', path);
  if (worker.kind === 'ended') {
    await endKept(context, [serve], { keepSessions: true, graceMs: 0 });
    return { kind: 'failed', exitCode: worker.exitCode };
  }
  await untilWorkerSettled(context);
  return {
    kind: 'running',
    url: recordedUrl(context.layout) ?? listenUrl(config),
    end: ({ keepSessions }) =>
      endKept(context, [serve, worker], { keepSessions, graceMs: config.session.graceMs }),
  };
}

async function startKept(
  context: CliContext,
  part: Exclude<Part, 'up'>,
  configPath: string | null,
): Promise<Started | { kind: 'ended'; exitCode: number }> {
  const start = (): Promise<Daemon> => startPart(context, part, { configPath, output: 'inherit' });
  const daemon = await start();
  const record = part === 'serve' ? context.layout.serveRecord : context.layout.workerRecord;
  const started = await untilRecorded(context, record, daemon);
  if (started.kind === 'ended') return started;
  const name = part === 'serve' ? 'control plane' : 'worker';
  const say = (sentence: string) => context.output.note(sentence);
  return { kind: 'started', keeper: new KeepRunning({ name, start, clock: context.clock, say }, daemon) };
}

const settledWithinMs = 5_000;
const lookEveryMs = 50;

/** Waits until the worker has met its control plane, or has said why not: what comes next then finds it at work. */
async function untilWorkerSettled({ layout, clock }: CliContext): Promise<void> {
  const endMs = clock.bootMs() + settledWithinMs;
  const pid = liveProcess(layout.workerRecord)?.pid;
  while (clock.bootMs() < endMs) {
    const status = readWorkerStatus(layout);
    if (status !== null && status.pid === pid && status.health !== 'starting') return;
    await clock.sleep(lookEveryMs);
  }
}

async function endKept(context: CliContext, parts: Started[], options: EndOptions): Promise<void> {
  for (const { keeper } of parts) keeper.letGo();
  await endDaemons(context, ['worker', 'control plane'], options);
  await Promise.all(parts.map(({ keeper }) => keeper.ended));
}

const listenUrl = ({ server: { listen } }: Config): string => `http://${listen.host}:${listen.port}`;
