import type { Context } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { listEvents } from '../store/list-events.ts';
import type { Parts } from './parts.ts';

/** A comment this often tells both sides that the connection lives; clients give up after three. */
const beatMs = 15_000;
const batch = 500;

export interface Following {
  /** Null: everything. */
  requestId: string | null;
  afterSeq: number;
}

/** Sends events as they are committed. Each is read from the database, so none is lost or out of order. */
export function eventStream(context: Context, parts: Parts, following: Following): Response {
  const response = streamSSE(context, (stream) => follow(stream, context, { parts, following }));
  response.headers.set('x-accel-buffering', 'no');
  return response;
}

async function follow(
  stream: SSEStreamingApi,
  context: Context,
  { parts, following }: { parts: Parts; following: Following },
): Promise<void> {
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const ended = AbortSignal.any([gone.signal, context.req.raw.signal, parts.closing]);
  let { afterSeq } = following;
  await stream.write(': following\n\n');
  while (!ended.aborted) {
    const ticket = parts.feed.ticket(following.requestId);
    const events = await listEvents(parts.db, { requestId: following.requestId, afterSeq, limit: batch });
    for (const event of events) {
      await stream.writeSSE({ id: String(event.seq), event: event.kind, data: JSON.stringify(event) });
      afterSeq = event.seq;
    }
    if (events.length === 0) await waitFor(stream, { parts, ticket, ended });
  }
}

async function waitFor(
  stream: SSEStreamingApi,
  { parts, ticket, ended }: { parts: Parts; ticket: AbortSignal; ended: AbortSignal },
): Promise<void> {
  await parts.clock.sleep(beatMs, AbortSignal.any([ticket, ended]));
  if (!ticket.aborted && !ended.aborted) await stream.write(': alive\n\n');
}
