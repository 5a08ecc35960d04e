import { retryCallMs } from '../../edge/control-plane/retry-call.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Sessions } from '../sessions.ts';

/** The heartbeat repeats wishes: silence costs less here than a call. */
const pollWaitMs = 5_000;

/** Hears at once what people wish of a running session. The heartbeat repeats it, should this be missed. */
export function wishesLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  let after = 0;
  return {
    name: 'wishes',
    clock: context.clock,
    doing: 'listening for what people wish',
    listensForMs: pollWaitMs,
    onError: (error) => sessions.health.failed('wishes', error),
    retryMs: retryCallMs,
    pass: async (signal) => {
      const question = { after, waitMs: pollWaitMs };
      const { items, cursor } = await context.client.wishes(context.workerId, question, signal);
      after = cursor;
      sessions.health.succeeded('wishes');
      for (const wish of items) sessions.wish(wish);
      return 0;
    },
  };
}
