import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { CliContext } from '../context.ts';
import { interruptedExitCode, listenForInterrupts } from '../interrupt.ts';
import { eventLine } from '../output/event-line.ts';
import { reportEnd } from './report-end.ts';
import { waitForEnd } from './wait-for-end.ts';

/** Waits for a request of a running control plane. Ctrl-C only stops the waiting (exit 130). */
export async function waitAsClient(
  { output, clock }: CliContext,
  client: ControlPlaneClient,
  requestId: string,
): Promise<number> {
  const interrupt = listenForInterrupts();
  const ended = await waitForEnd({
    client,
    requestId,
    clock,
    signal: interrupt.first,
    onEvent: (event) => output.progress(eventLine(event)),
    onHold: (sentence) => output.note(sentence),
    onTrouble: (sentence) => output.note(`${sentence} Still waiting.`),
  }).finally(interrupt.close);
  if (ended) return reportEnd(output, ended);
  output.note(`No longer waiting; the request goes on. See: planeguard show ${requestId}`);
  return interruptedExitCode;
}
