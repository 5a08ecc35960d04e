import type { StateLayout } from '../../config/state-layout.ts';
import type { ProcessIdentity } from '../../edge/processes/identity.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { endProcess } from './end-process.ts';
import { forgetDeadProcess, liveProcess } from './process-record.ts';

export interface EndOptions {
  keepSessions: boolean;
  /** How long an agent may take to leave. */
  graceMs: number;
}

/** `up` and the supervisor restart the others, so they go first. The control plane goes last: the worker reports its ends to it. */
export type DaemonName = 'up' | 'supervisor' | 'worker' | 'control plane';

const records: Record<DaemonName, (layout: StateLayout) => string> = {
  up: (layout) => layout.upRecord,
  supervisor: (layout) => layout.supervisorRecord,
  worker: (layout) => layout.workerRecord,
  'control plane': (layout) => layout.serveRecord,
};

/** Beyond the grace: proof, salvage and the last report. */
const beyondGraceMs = 60_000;

/** Ends those daemons of a state directory that live, one after the other, and returns them. */
export async function endDaemons(
  context: CliContext,
  names: readonly DaemonName[],
  options: EndOptions,
): Promise<DaemonName[]> {
  const ended: DaemonName[] = [];
  for (const name of names) {
    const record = records[name](context.layout);
    const process = liveProcess(record);
    if (process === null) {
      forgetDeadProcess(record);
      continue;
    }
    await endDaemon(context, { name, process, options });
    ended.push(name);
  }
  return ended;
}

interface Ending {
  name: DaemonName;
  process: ProcessIdentity;
  options: EndOptions;
}

/** @throws ProblemError state_refused (another user's), unavailable (it takes too long) */
export async function endDaemon(
  { clock }: Pick<CliContext, 'clock'>,
  { name, process, options }: Ending,
): Promise<void> {
  const signal = options.keepSessions || name === 'control plane' ? 'SIGTERM' : 'SIGUSR2';
  const withinMs = options.graceMs + beyondGraceMs;
  const result = await endProcess({ process, signal, withinMs, clock });
  if (result === 'ended') return;
  const detail =
    result === 'refused'
      ? `The ${name} (pid ${process.pid}) may not be signalled: it belongs to another user.`
      : `The ${name} (pid ${process.pid}) is still ending after ${withinMs / 1_000} s. See: planeguard worker status`;
  throw new ProblemError(result === 'refused' ? 'state_refused' : 'unavailable', detail);
}
