import type { Config } from '../../config/schema.ts';
import type { CliContext } from '../context.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { awaitKept, endKept, type KeptPart, startKept } from './kept-part.ts';
import { liveProcess } from './process-record.ts';
import { readWorkerStatus } from './worker-status-file.ts';

/** The control plane and the worker that `up` keeps running. */
export interface RunningParts {
  kind: 'running';
  url: string;
  end(how: { keepSessions: boolean }): Promise<void>;
  /** Their state directory is gone: each notices for itself, and leaves. */
  awaitEnd(): Promise<void>;
}

/** A part that could not start has said why on stderr. */
export type StartedParts = RunningParts | { kind: 'failed'; exitCode: number };

/** Starts both parts, the control plane first, and restarts them whenever they end. */
export async function startParts(context: CliContext, isInPlace: () => boolean): Promise<StartedParts> {
  const { config, path } = await context.loadConfig();
  const options = { keptBy: 'up', configPath: path, output: 'inherit', isInPlace } as const;
  const serve = await startKept(context, 'serve', options);
  if (serve.kind === 'ended') return { kind: 'failed', exitCode: serve.exitCode };
  const worker = await startKept(context, 'worker run', options);
  if (worker.kind === 'ended') {
    await endKept(context, [serve], { keepSessions: true, graceMs: 0 });
    return { kind: 'failed', exitCode: worker.exitCode };
  }
  await untilWorkerSettled(context);
  return runningParts(context, config, [worker, serve]);
}

/** @param parts the worker first: it reports its ends to the other. */
function runningParts(context: CliContext, config: Config, parts: readonly KeptPart[]): RunningParts {
  const { graceMs } = config.session;
  return {
    kind: 'running',
    url: recordedUrl(context.layout) ?? listenUrl(config),
    end: ({ keepSessions }) => endKept(context, parts, { keepSessions, graceMs }),
    awaitEnd: () => awaitKept(context, parts, graceMs),
  };
}

const settledWithinMs = 5_000;
const lookEveryMs = 50;

/** Waits until the worker has met its control plane, or has said why not: what comes next then finds it at work. */
export async function untilWorkerSettled({ layout, clock }: CliContext): Promise<void> {
  const endMs = clock.bootMs() + settledWithinMs;
  const pid = liveProcess(layout.workerRecord)?.pid;
  while (clock.bootMs() < endMs) {
    const status = readWorkerStatus(layout);
    if (status !== null && status.pid === pid && status.health !== 'starting') return;
    await clock.sleep(lookEveryMs);
  }
}

const listenUrl = ({ server: { listen } }: Config): string => `http://${listen.host}:${listen.port}`;
