import { randomUUID } from 'node:crypto';
import type { Config } from '../../config/schema.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { NewRequest, RequestView } from '../../protocol/request.ts';
import { lookAtDisk, lowDisk } from '../../worker/disk-book.ts';
import type { CliContext } from '../context.ts';
import { type EmbeddedInstance, openEmbedded } from '../instance/open-embedded.ts';
import { type Interrupt, interruptedExitCode, listenForInterrupts } from '../interrupt.ts';
import { eventLine } from '../output/event-line.ts';
import { goOnWithoutReaders } from '../output/without-readers.ts';
import { reportEnd } from './report-end.ts';
import { waitForEnd } from './wait-for-end.ts';

/**
 * Runs one request from the queue to its end within this process: control plane and worker, for nothing else.
 * Afterwards nothing runs any more. Ctrl-C, or closing the terminal, cancels it with proof (exit 130).
 */
export async function runEmbedded(context: CliContext, config: Config, request: NewRequest): Promise<number> {
  const interrupt = listenForInterrupts();
  goOnWithoutReaders();
  const instance = await openEmbedded(context, config);
  try {
    await sayWhenDiskIsLow(context, config);
    const ended = await seeThrough(context, instance, { request, interrupt });
    const exitCode = reportEnd(context.output, ended);
    return interrupt.first.aborted ? interruptedExitCode : exitCode;
  } finally {
    await instance.close();
    interrupt.close();
  }
}

/** It would be queued without a word until there is room. */
async function sayWhenDiskIsLow({ layout, output }: CliContext, { retention }: Config): Promise<void> {
  const disk = await lookAtDisk(layout.root, retention.minFreeDiskBytes, false);
  if (!disk.ok) output.note(lowDisk(disk));
}

interface Job {
  request: NewRequest;
  interrupt: Interrupt;
}

async function seeThrough(
  context: CliContext,
  { client, startWorker }: EmbeddedInstance,
  { request, interrupt }: Job,
): Promise<RequestView> {
  const { id } = await client.createRequest(request, randomUUID());
  context.output.progress(`${id} is queued. Ctrl-C stops it.`);
  const worker = await startWorker(id).catch(async (error) => {
    // It would wait for the next worker, and its repetition as well.
    await client.cancelRequest(id);
    throw error;
  });
  try {
    const ended = await wait(context, client, id, interrupt.first);
    if (ended === null) await cancel(context, client, id, interrupt.second);
  } finally {
    // What an earlier run left alive is not this one's to stop.
    await worker.stop({ keepSessions: false, only: id });
  }
  return client.showRequest(id);
}

async function cancel(
  context: CliContext,
  client: ControlPlaneClient,
  id: string,
  impatient: AbortSignal,
): Promise<void> {
  context.output.note('Stopping the session, with proof that nothing of it is left. Ctrl-C again to hurry.');
  try {
    await client.cancelRequest(id);
  } catch (error) {
    // It has come to rest by itself in this very moment.
    if (!(error instanceof ProblemError && error.code === 'state_refused')) throw error;
  }
  await wait(context, client, id, impatient);
}

const wait = (
  { output, clock }: CliContext,
  client: ControlPlaneClient,
  requestId: string,
  signal: AbortSignal,
): Promise<RequestView | null> =>
  waitForEnd({
    client,
    requestId,
    clock,
    signal,
    onEvent: (event) => output.progress(eventLine(event)),
    onHold: (sentence) => output.note(sentence),
    onTrouble: (sentence) => output.note(sentence),
  });
