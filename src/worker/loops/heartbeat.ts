import { isoTime } from '../../edge/clock.ts';
import type { LoopOptions } from '../../edge/loop.ts';
import type { Heartbeat, HeartbeatAnswer } from '../../protocol/worker.ts';
import type { Registration } from '../registration.ts';
import { renewLease } from '../renew-lease.ts';
import { reviewKept } from '../review-kept.ts';
import type { Sessions } from '../sessions.ts';

/** Renews every lease in one call, and learns what became of what this worker keeps. */
export function heartbeatLoop(
  sessions: Sessions,
  registration: Registration,
  onApplied: () => void,
): LoopOptions {
  const { context } = sessions;
  return {
    name: 'heartbeat',
    clock: context.clock,
    onError: (error) => sessions.health.failed('heartbeat', error),
    pass: async (signal) => {
      await registration.ensure(signal);
      const sentAtMs = context.clock.bootMs();
      const answer = await registration.watch(context.client.heartbeat(heartbeat(sessions), signal));
      sessions.health.succeeded('heartbeat');
      await apply(sessions, answer, sentAtMs);
      onApplied();
      return context.config.lease.heartbeatMs;
    },
  };
}

/** What this worker says of itself now. */
export function heartbeat(sessions: Sessions): Heartbeat {
  const { context } = sessions;
  const { health, reason } = sessions.health.current();
  return {
    workerId: context.workerId,
    instance: context.instance,
    health,
    reason,
    capacity: sessions.capacity(),
    attempts: sessions.loops().map((loop) => {
      const { name, sinceMs } = loop.activity();
      return { attemptId: loop.session.id, activity: name, activitySince: isoTime(sinceMs) };
    }),
    kept: sessions.kept().flatMap(({ id, kept }) => (kept === null ? [] : [{ attemptId: id, ...kept }])),
  };
}

async function apply(sessions: Sessions, answer: HeartbeatAnswer, sentAtMs: number): Promise<void> {
  for (const renewal of answer.attempts) {
    const loop = sessions.find(renewal.attemptId);
    if (loop) renewLease(loop, renewal, sentAtMs);
  }
  for (const wish of answer.wishes) sessions.wish(wish);
  for (const { attemptId, requestState } of answer.kept) {
    await reviewKept(sessions, attemptId, requestState ?? 'unknown');
  }
}
