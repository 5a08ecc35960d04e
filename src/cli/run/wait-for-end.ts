import { restingStates } from '../../core/request.ts';
import type { Clock } from '../../edge/clock.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import type { PlaneguardEvent } from '../../protocol/event.ts';
import type { RequestView } from '../../protocol/request.ts';

export interface Wait {
  client: ControlPlaneClient;
  requestId: string;
  clock: Clock;
  signal: AbortSignal;
  onEvent(event: PlaneguardEvent): void;
  onTrouble(sentence: string): void;
}

/** Follows a request until it rests: in review, done, blocked or cancelled. Null when the signal ends the wait. */
export async function waitForEnd(wait: Wait): Promise<RequestView | null> {
  const { client, requestId, clock, signal } = wait;
  const onTrouble = (error: Error) => wait.onTrouble(error.message);
  const followed = client.followEvents({ requestId, afterSeq: 0, clock, signal, onTrouble });
  for await (const event of followed) {
    wait.onEvent(event);
    const request = await client.showRequest(requestId, signal);
    if (isResting(request)) return request;
  }
  return null;
}

const isResting = ({ state }: RequestView): boolean => restingStates.some((resting) => resting === state);
