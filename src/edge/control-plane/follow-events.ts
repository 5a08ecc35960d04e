import { eventSchema, type PlaneguardEvent } from '../../protocol/event.ts';
import type { Clock } from '../clock.ts';
import { eitherSignal } from '../either-signal.ts';
import { CallError } from './call-error.ts';
import type { Caller } from './caller.ts';
import { SseParser } from './sse-parser.ts';

export interface FollowOptions {
  /** Only this request's events; all without it. */
  requestId?: string;
  /** Events after this number, 0 for all there are; `now` for what happens from now on. */
  afterSeq: number | 'now';
  clock: Clock;
  signal: AbortSignal;
  /** Told of each lost connection; the follower goes on by itself. */
  onTrouble?: (error: CallError) => void;
}

/** The control plane sends a comment every 15 s: silence of three means that the connection is dead. */
const silentMs = 45_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/**
 * Events in order, each once, until the signal aborts. Lost connections are taken up where they broke.
 * @throws CallError when the control plane refuses: an unknown id, no access.
 */
export async function* followEvents(caller: Caller, options: FollowOptions): AsyncGenerator<PlaneguardEvent> {
  let after = options.afterSeq === 'now' ? null : options.afterSeq;
  let pauseMs = firstPauseMs;
  while (!options.signal.aborted) {
    try {
      for await (const event of oneConnection(caller, after, options)) {
        if (after !== null && event.seq <= after) continue;
        after = event.seq;
        pauseMs = firstPauseMs;
        yield event;
      }
    } catch (error) {
      passOn(error, options);
    }
    await options.clock.sleep(pauseMs, options.signal);
    pauseMs = Math.min(longestPauseMs, pauseMs * 2);
  }
}

/** Only what another try may mend is kept from the caller. */
function passOn(error: unknown, { signal, onTrouble }: FollowOptions): void {
  if (signal.aborted) return;
  if (!(error instanceof CallError) || !['transient', 'throttled'].includes(error.failure)) throw error;
  onTrouble?.(error);
}

async function* oneConnection(
  caller: Caller,
  after: number | null,
  options: FollowOptions,
): AsyncGenerator<PlaneguardEvent> {
  const { requestId, clock, signal } = options;
  const path =
    requestId === undefined ? '/v1/events' : `/v1/requests/${encodeURIComponent(requestId)}/events`;
  const resume = after === null ? {} : { 'last-event-id': String(after) };
  const headers = { accept: 'text/event-stream', ...resume };
  const silence = new AbortController();
  const ended = eitherSignal([signal, silence.signal]);
  try {
    const body = await caller.open({ method: 'GET', path, headers }, ended.signal);
    const parser = new SseParser();
    for await (const text of textOf(body, { clock, silence, ended: ended.signal })) {
      for (const message of parser.push(text)) yield eventSchema.parse(JSON.parse(message.data));
    }
  } finally {
    // Whoever stops in the middle closes the connection.
    silence.abort();
    ended.release();
  }
}

interface Reading {
  clock: Clock;
  silence: AbortController;
  ended: AbortSignal;
}

/** The body's text as it comes. A broken or silent connection just ends it. */
async function* textOf(body: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<string> {
  const parts = body[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  for (;;) {
    const part = await nextPart(parts, reading);
    if (part === null) return;
    yield decoder.decode(part, { stream: true });
  }
}

async function nextPart(
  parts: AsyncIterator<Uint8Array>,
  { clock, silence, ended }: Reading,
): Promise<Uint8Array | null> {
  const heard = new AbortController();
  const watched = eitherSignal([heard.signal, ended]);
  const watch = clock.sleep(silentMs, watched.signal).then(() => {
    if (!heard.signal.aborted) silence.abort();
  });
  const part = await parts.next().then(({ done, value }) => (done === true ? null : value), brokenOff);
  heard.abort();
  await watch;
  watched.release();
  return part;
}

/** Whatever broke the connection, the next one goes on where this one ended. */
const brokenOff = (): null => null;
