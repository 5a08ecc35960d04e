import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { connectTo } from '../instance/connect-to.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { eventLine } from '../output/event-line.ts';

/** Prints a line for each change from now on. Returns how to stop it. */
export function followChanges(context: CliContext): () => void {
  const stopping = new AbortController();
  // Whatever it was: what is only shown must not end the process that keeps the others running.
  void follow(context, stopping.signal).catch((error: unknown) => {
    const why = error instanceof ProblemError ? error.message : `${String(error)}.`;
    context.output.note(`${why} Changes are no longer shown.`);
  });
  return () => stopping.abort();
}

async function follow(context: CliContext, signal: AbortSignal): Promise<void> {
  const { clock, output, layout } = context;
  const client = connectTo(() => recordedUrl(layout) ?? 'http://127.0.0.1:9', context);
  for await (const event of client.followEvents({ afterSeq: 'now', clock, signal })) {
    const id = event.requestId === null ? '' : `${event.requestId}  `;
    if (output.json) output.value(event);
    else output.line(`${id}${eventLine(event)}`);
  }
}
