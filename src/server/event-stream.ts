import type { Context } from 'hono';
import type { PlaneguardEvent } from '../protocol/event.ts';
import { listEvents } from '../store/list-events.ts';
import type { AppEnv } from './app.ts';
import type { Parts } from './parts.ts';

/** A comment this often tells both sides that the connection lives; clients give up after three. */
const beatMs = 15_000;
const batch = 500;

export interface Following {
  /** Null: everything. */
  requestId: string | null;
  afterSeq: number;
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache',
  // Proxies that collect answers would hold events back.
  'x-accel-buffering': 'no',
};

/** Sends events as they are committed. Each is read from the database, so none is lost or out of order. */
export function eventStream(context: Context<AppEnv>, parts: Parts, following: Following): Response {
  const gone = new AbortController();
  const ended = AbortSignal.any([
    gone.signal,
    context.req.raw.signal,
    parts.closing,
    context.var.caller.revoked,
  ]);
  const texts = follow(parts, following, ended);
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const result = await next(texts, parts);
      if (result.done) controller.close();
      else controller.enqueue(encoder.encode(result.value));
    },
    cancel: () => gone.abort(),
  });
  return new Response(stream, { headers });
}

/** A failure ends the stream; the follower comes back with the number of the last event it has seen. */
async function next(
  texts: AsyncGenerator<string, undefined>,
  parts: Parts,
): Promise<IteratorResult<string, undefined>> {
  try {
    return await texts.next();
  } catch (error) {
    parts.log.error({ err: error }, 'A stream of events failed');
    return { value: undefined, done: true };
  }
}

async function* follow(
  parts: Parts,
  following: Following,
  ended: AbortSignal,
): AsyncGenerator<string, undefined> {
  let { afterSeq } = following;
  yield ': following\n\n';
  while (!ended.aborted) {
    const ticket = parts.feed.ticket(following.requestId);
    const events = await listEvents(parts.db, { requestId: following.requestId, afterSeq, limit: batch });
    const last = events.at(-1);
    if (last) {
      afterSeq = last.seq;
      yield events.map(sseText).join('');
    } else {
      await parts.clock.sleep(beatMs, AbortSignal.any([ticket, ended]));
      if (!ticket.aborted && !ended.aborted) yield ': alive\n\n';
    }
  }
}

/** JSON holds no line break, so one data line is enough. */
const sseText = (event: PlaneguardEvent): string =>
  `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
