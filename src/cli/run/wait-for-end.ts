import { restingStates } from '../../core/request.ts';
import type { Clock } from '../../edge/clock.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { eitherSignal } from '../../edge/either-signal.ts';
import type { PlaneguardEvent } from '../../protocol/event.ts';
import type { RequestView } from '../../protocol/request.ts';

export interface Wait {
  client: ControlPlaneClient;
  requestId: string;
  clock: Clock;
  signal: AbortSignal;
  onEvent(event: PlaneguardEvent): void;
  /** Something besides a busy worker holds it back, or something else does now. */
  onHold(sentence: string): void;
  onTrouble(sentence: string): void;
}

/** No event tells of a hold: limits and pauses are looked at as often. */
const lookEveryMs = 5_000;
const tryAgainMs = 1_000;

/** Follows a request until it rests: in review, done, blocked or cancelled. Null when the signal ends the wait. */
export async function waitForEnd(wait: Wait): Promise<RequestView | null> {
  const over = new AbortController();
  const { signal, release } = eitherSignal([wait.signal, over.signal]);
  const telling = tellHolds({ ...wait, signal });
  try {
    return await followToEnd(wait);
  } finally {
    over.abort();
    await telling;
    release();
  }
}

async function followToEnd(wait: Wait): Promise<RequestView | null> {
  const { client, requestId, clock, signal } = wait;
  const onTrouble = (error: Error) => wait.onTrouble(error.message);
  for await (const event of client.followEvents({ requestId, afterSeq: 0, clock, signal, onTrouble })) {
    wait.onEvent(event);
    const request = await look(wait);
    if (request === null || isResting(request)) return request;
  }
  return null;
}

const isResting = ({ state }: RequestView): boolean => restingStates.some((resting) => resting === state);

/** The request as it is: an event may be the last, so a look that fails is repeated. Null once the signal aborts. */
async function look({ client, requestId, clock, signal, onTrouble }: Wait): Promise<RequestView | null> {
  while (!signal.aborted) {
    try {
      return await client.showRequest(requestId, { signal });
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof CallError) || !['transient', 'throttled'].includes(error.failure)) throw error;
      onTrouble(error.message);
      await clock.sleep(error.retryAfterMs ?? tryAgainMs, signal);
    }
  }
  return null;
}

async function tellHolds({ client, requestId, clock, signal, onHold }: Wait): Promise<void> {
  let told: string | null = null;
  while (!signal.aborted) {
    const request = await client.showRequest(requestId, { signal }).catch(tellsTheFollower);
    const sentence: string | null = request?.waiting?.sentence ?? null;
    if (sentence !== null && sentence !== told) onHold(sentence);
    told = sentence;
    await clock.sleep(lookEveryMs, signal);
  }
}

/** Who follows the events meets the same trouble, and tells of it. */
function tellsTheFollower(error: unknown): null {
  if (error instanceof CallError) return null;
  throw error;
}
