import type { LoopOptions } from '../../edge/loop.ts';
import type { Sessions } from '../sessions.ts';

const wishWaitMs = 25_000;
const repeatMs = 250;

/** Hears at once what people wish of a running session. The heartbeat repeats it, should this be missed. */
export function wishesLoop(sessions: Sessions): LoopOptions {
  const { context } = sessions;
  return {
    name: 'wishes',
    clock: context.clock,
    onError: (error) => sessions.health.failed('wishes', error),
    pass: async (signal) => {
      const { items } = await context.client.wishes(context.workerId, wishWaitMs, signal);
      sessions.health.succeeded('wishes');
      for (const wish of items) sessions.wish(wish);
      return items.length > 0 ? repeatMs : 0;
    },
  };
}
